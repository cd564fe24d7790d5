import { type Fault, fieldPath } from '../../shared/commission/plan-fault.ts'
import { badFaults } from './commission-faults.ts'
import { inputName, readInput } from './commission-file.ts'
import { BadInput } from './command.ts'

/**
 * Reads a JSON document strictly: a key that is there twice, or `__proto__`, is a fault at its path instead of one value
 * quietly winning. Throws `BadInput`.
 */
export async function readJson(path: string, signal: AbortSignal): Promise<unknown> {
  const text = await readInput(path, signal)
  const name = inputName(path)
  if (text.startsWith('\ufeff'))
    throw new BadInput(`${name}: begins with a byte order mark; save it as UTF-8 without one.`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw badFaults(name, [
      { path: '', message: `is not JSON: ${error instanceof Error ? error.message : ''}` },
    ])
  }
  const faults = keyFaults(text)
  if (faults.length > 0) throw badFaults(name, faults)
  return value
}

type Frame = { path: string; keys: Set<string>; key: string | null } | { path: string; index: number }

/** `text` is JSON already; a stack of our own, because nesting has no limit there. */
function keyFaults(text: string): Fault[] {
  const faults: Fault[] = []
  const stack: Frame[] = []
  for (let at = 0; at < text.length; at++) {
    const frame = stack.at(-1)
    const character = text[at]
    if (character === '{') stack.push({ path: pathIn(frame), keys: new Set(), key: null })
    else if (character === '[') stack.push({ path: pathIn(frame), index: 0 })
    else if (character === '}' || character === ']') stack.pop()
    else if (character === ',' && frame) next(frame)
    else if (character === '"') {
      const end = endOfString(text, at)
      if (frame && 'keys' in frame && frame.key === null) {
        // JSON.parse has read this very text before, as a string.
        const key = JSON.parse(text.slice(at, end + 1)) as string
        const path = fieldPath(frame.path, key)
        if (key === '__proto__') faults.push({ path, message: 'is no key that anything here can have.' })
        else if (frame.keys.has(key)) faults.push({ path, message: 'is there twice.' })
        frame.keys.add(key)
        frame.key = key
      }
      at = end
    }
  }
  return faults
}

function next(frame: Frame): void {
  if ('keys' in frame) frame.key = null
  else frame.index += 1
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

function pathIn(frame: Frame | undefined): string {
  if (!frame) return ''
  return fieldPath(frame.path, 'keys' in frame ? (frame.key ?? '') : frame.index)
}
