import { z } from 'zod'
import type { Context } from '../context.ts'
import { type Replay, replayCalculations } from '../workflows/replay-commission.ts'
import { chosenWorkspaces } from './chosen-workspaces.ts'
import { BadInput, type CommandIo } from './command.ts'
import { oneLine } from './commission-faults.ts'
import { printResult } from './print-result.ts'

const lineIdText = z.uuid()

/** Computes a commission line again from its stored inputs; resolves to 1 when a cent or a word of its why differs. */
export async function replay(
  lineId: string,
  { all }: { all: boolean },
  io: CommandIo,
  context: Context,
): Promise<number> {
  if (!lineIdText.safeParse(lineId).success) throw new BadInput(oneLine(`"${lineId}" is no id of a line.`))
  const calculations = await findCalculations(lineId, context)
  const replays = all ? calculations : calculations.slice(-1)
  const same = replays.every((one) => one.same)
  await printResult({ line: lineId, same, calculations: replays }, io)
  for (const one of replays) for (const problem of problemsOf(one)) await io.err(`${oneLine(problem)}\n`)
  return same ? 0 : 1
}

async function findCalculations(lineId: string, context: Context): Promise<Replay[]> {
  for (const workspaceId of await chosenWorkspaces(context, undefined)) {
    const found = await context.db.inWorkspace(workspaceId, (tx) => replayCalculations(tx, lineId))
    if (found.length > 0) return found
  }
  throw new BadInput(`There is no commission line ${lineId}.`)
}

function problemsOf({ revision, problem, difference }: Replay): string[] {
  if (problem !== null) return [`revision ${revision}: ${problem}`]
  return difference.map(
    ({ path, stored, recomputed }) =>
      `revision ${revision}, ${path}: ${shown(stored)} is stored, ${shown(recomputed)} is recomputed`,
  )
}

const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing'
