import { count } from '../../format/words.ts'
import type { RateFault } from './parse-rates.ts'

const SHOWN = 8

/** What is wrong, line by line, in the order of the lines. */
export function RateFaults({ faults, one }: { faults: readonly RateFault[]; one: boolean }) {
  if (faults.length === 0) return null
  return (
    <ul className="rate-faults" aria-label="Lines to mend">
      {faults.slice(0, SHOWN).map(({ line, message }, index) => (
        <li key={index}>
          {!one && <strong>Line {line}</strong>} {message}
        </li>
      ))}
      {faults.length > SHOWN && <li>… and {count(faults.length - SHOWN, 'line')} more</li>}
    </ul>
  )
}
