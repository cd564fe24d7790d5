import type { ApiProblem } from '../../api/problem.ts'
import type { RateFault } from './parse-rates.ts'

/** What the server refuses, by the line that was pasted: its paths count the rates that were sent. */
export function serverFaults(problem: ApiProblem | null, lines: readonly number[]): RateFault[] {
  return (problem?.fields ?? []).flatMap(({ path, message }) => {
    const index = path.match(/rates[.[](\d+)/)?.[1]
    const line = index === undefined ? undefined : lines[Number(index)]
    return line === undefined ? [] : [{ line, message }]
  })
}
