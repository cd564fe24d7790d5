import { expect, it } from 'vitest'
import { addMonths, daysBetween, isCalendarDate } from './calendar.ts'
import { periodName, periodRange } from './periods.ts'
import { planYear } from './recurring.ts'

it('knows which days there are', () => {
  expect(['2026-02-28', '2028-02-29', '2026-12-31'].every(isCalendarDate)).toBe(true)
  expect(
    ['2026-02-29', '2026-02-30', '2026-13-01', '2026-1-01', '26-01-01', '2026-01-01T00:00:00Z', ''].some(
      isCalendarDate,
    ),
  ).toBe(false)
})

it('adds months to the same day, or to the last of a shorter month', () => {
  expect(addMonths('2026-03-31', 36)).toBe('2029-03-31')
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
  expect(addMonths('2028-02-29', 12)).toBe('2029-02-28')
  expect(addMonths('2026-12-15', 1)).toBe('2027-01-15')
})

it('counts days over every change of the clocks', () => {
  expect(daysBetween('2026-01-30', '2026-03-31')).toBe(60)
  expect(daysBetween('2026-03-31', '2026-03-30')).toBe(-1)
})

it('names periods and their days', () => {
  expect(periodName('2026-05-31', 'month')).toBe('2026-05')
  expect(periodName('2026-05-31', 'quarter')).toBe('2026-Q2')
  expect(periodName('2026-05-31', 'year')).toBe('2026')
  expect(periodRange('2028-02-10', 'month')).toEqual({ from: '2028-02-01', to: '2028-02-29' })
  expect(periodRange('2026-12-31', 'quarter')).toEqual({ from: '2026-10-01', to: '2026-12-31' })
  expect(periodRange('2027-02-10', 'month').to).toBe('2027-02-28')
  expect(periodRange('2026-05-31', 'quarter')).toEqual({ from: '2026-04-01', to: '2026-06-30' })
  expect(periodRange('9999-12-15', 'quarter')).toEqual({ from: '9999-10-01', to: '9999-12-31' })
  expect(periodRange('2026-05-31', 'year')).toEqual({ from: '2026-01-01', to: '2026-12-31' })
})

it('counts plan years from the close date', () => {
  const on = (date: string) => planYear('2026-03-31', date, 36)
  expect(
    ['2026-03-30', '2026-03-31', '2027-03-30', '2027-03-31', '2029-03-30', '2029-03-31'].map(on),
  ).toEqual([null, 1, 1, 2, 3, null])
  expect(planYear('2028-02-29', '2029-02-28', null)).toBe(2)
})
