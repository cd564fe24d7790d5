import { hearCardChanges, tellCardChange } from 'c/cardChanges'

test('tells everybody who listens, and nobody who has stopped', () => {
  const first = jest.fn()
  const second = jest.fn()
  const stop = hearCardChanges(first)
  hearCardChanges(second)
  tellCardChange('006A', 'card one')
  stop()
  tellCardChange('006B', 'card two')
  expect(first.mock.calls).toEqual([['006A', 'card one']])
  expect(second.mock.calls).toEqual([
    ['006A', 'card one'],
    ['006B', 'card two'],
  ])
})

test('lets a listener stop while it is told', () => {
  const after = jest.fn()
  const stop = hearCardChanges(() => stop())
  hearCardChanges(after)
  tellCardChange('006A', 'card')
  expect(after).toHaveBeenCalledTimes(1)
})
