import { expect, test } from 'vitest'
import { ApiProblem } from '../../api/problem.ts'
import { serverFaults } from './server-faults.ts'

test('a refused rate is shown at the line that was pasted, not at its number in the request', () => {
  const problem = new ApiProblem({
    status: 409,
    code: 'conflict',
    title: 'Conflict',
    detail: 'A stored rate is never changed.',
    errors: [
      { path: 'rates[1].rate', message: 'is 1.08 already' },
      { path: 'rates.0.from', message: 'is unknown' },
      { path: 'source', message: 'is missing' },
    ],
  })
  expect(serverFaults(problem, [2, 5])).toEqual([
    { line: 5, message: 'is 1.08 already' },
    { line: 2, message: 'is unknown' },
  ])
  expect(serverFaults(null, [2])).toEqual([])
})
