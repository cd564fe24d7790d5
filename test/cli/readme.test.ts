import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { simulationResult } from '../../shared/contract/plan-api.ts'
import { commission } from './commission-process.ts'

const root = join(import.meta.dirname, '../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
const pasted = [...readme.matchAll(/^npm run --silent commission -- (.*)$/gm)].map(([, line = '']) =>
  line.split(' '),
)

test('every script that the README names is there', () => {
  const named = [...readme.matchAll(/npm run (?:--silent )?([a-z][a-z:]*)/g)].map(([, name]) => name)
  expect(new Set(named).size).toBeGreaterThan(5)
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named))
})

test('the example of the README gives what it says there', async () => {
  expect(pasted.map(([name]) => name)).toEqual(['preview', 'lint', 'simulate'])
  const [preview, lint, simulate] = await Promise.all(pasted.map((args) => commission(args)))
  for (const result of [preview, lint, simulate]) expect(result).toMatchObject({ code: 0, stderr: '' })

  // 10 % of 25,000.00 and 15 % of the other 23,000.00; a quarter of the deal is paid.
  const answer = JSON.parse(preview?.stdout ?? '') as unknown
  expect(answer).toMatchObject({
    totals: { USD: '5950.00' },
    releases: [{ collection: 'pay-1', amount: '1487.50' }],
  })
  expect(readme).toContain('`"totals":{"USD":"5950.00"}`')
  expect(preview?.stdout).toContain('"totals":{"USD":"5950.00"}')
  expect(readme).toContain('`1487.50`')

  expect(JSON.parse(lint?.stdout ?? '')).toMatchObject({ findings: [] })

  // Gold: 26,000.00 and 72,000.00 in bands; the others 10 % of 9,500.00 and 31,000.00.
  const { partners, costThen } = simulationResult.parse(JSON.parse(simulate?.stdout ?? ''))
  const gold = 2_500 + 150 + (2_500 + 7_050)
  expect(partners.map(({ then }) => Number(then.amount))).toEqual([gold, 950 + 3_100])
  expect(costThen.amount).toBe('16250.00')
})
