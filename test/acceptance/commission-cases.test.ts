import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { releases } from '../../shared/commission/earning.ts'
import { evaluateCommission } from '../../shared/commission/evaluate.ts'
import { parseCommissionInput } from '../../shared/commission/parse-input.ts'
import { formatDecimal } from '../../shared/money/format.ts'

interface Case {
  name: string
  input: unknown
  expected: { exit?: number; lines?: object[]; releases?: object[] }
}

/** Worked cases that came with the product's specification; the suite passes without them. */
const FILE = '/work/shared/cases/commission-cases.json'
// The file is written by people and checked by what this test expects of each case.
const cases = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Case[]) : []

describe.skipIf(cases.length === 0)('worked commission cases', () => {
  it.each(cases)('$name', ({ input, expected }) => {
    const reading = parseCommissionInput(input)
    if (expected.exit === 2) {
      expect(reading.ok).toBe(false)
      return
    }
    if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
    const outcome = evaluateCommission(reading.input)
    if (outcome.kind !== 'lines') throw new Error(outcome.kind)
    const lines = outcome.lines.map(({ partnerId, role, ruleId, amount }) => {
      return { partner: partnerId, role, rule: ruleId, ...money(amount) }
    })
    expect(lines).toHaveLength(expected.lines?.length ?? -1)
    expect(lines).toMatchObject(expected.lines ?? [])
    const released = releases(reading.input).map(({ collectionId, partnerId, amount }) => {
      return { collection: collectionId, partner: partnerId, ...money(amount) }
    })
    if (!expected.releases) return
    expect(released).toHaveLength(expected.releases.length)
    expect(released).toMatchObject(expected.releases)
  })
})

function money(amount: Parameters<typeof formatDecimal>[0]) {
  return { amount: formatDecimal(amount), currency: amount.currency }
}
