import { Refusal } from '../../server/errors.ts'
import type { Run } from './model-records.ts'

/** Runs what the model says is refused or not, and holds the product to it: what is refused leaves every row as it was. */
export async function expect(run: Run, no: boolean, command: () => Promise<unknown>): Promise<boolean> {
  const before = no ? await run.world.digest() : ''
  const was = await refused(command)
  if (was !== no) throw new Error(no ? 'the product did what it should refuse' : 'the product refused')
  if (no) await same(run, before)
  return no
}

async function same({ world }: Run, before: string): Promise<void> {
  const changedTables = differences(before, await world.digest())
  if (changedTables.length > 0) throw new Error(`what was refused changed ${changedTables.join(', ')}`)
}

/** What is taken once more without being refused leaves every row as it was. */
export async function unchanged(run: Run, command: () => Promise<unknown>): Promise<void> {
  const before = await run.world.digest()
  await command()
  await same(run, before)
}

function differences(a: string, b: string): string[] {
  const before = new Set(a.split(' '))
  return b
    .split(' ')
    .filter((part) => !before.has(part))
    .map((part) => part.slice(0, -32))
}

/** Runs a command; true when the product refused it. Every other failure is one. */
async function refused(command: () => Promise<unknown>): Promise<boolean> {
  try {
    await command()
    return false
  } catch (error) {
    if (error instanceof Refusal) return true
    throw error
  }
}
