import type { Fault } from '../../shared/commission/plan-fault.ts'
import { BadInput } from './command.ts'

/** More would only push the first ones off the screen. */
const MOST_SHOWN = 100

/** One line per fault, `path: message`. `name` stands for an empty path. */
export function badFaults(name: string, faults: readonly Fault[]): BadInput {
  const lines = faults.slice(0, MOST_SHOWN).map(({ path, message }) => oneLine(`${path || name}: ${message}`))
  const more = faults.length - lines.length
  return new BadInput(
    [...lines, ...(more > 0 ? [`${name}: ${more} more faults of this kind.`] : [])].join('\n'),
  )
}

const LONGEST = 500

/** Text from a file may be long, and hold line ends and terminal codes: none of that gets onto the screen. */
export function oneLine(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  return shown
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, (found) => `\\u${(found.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
}
