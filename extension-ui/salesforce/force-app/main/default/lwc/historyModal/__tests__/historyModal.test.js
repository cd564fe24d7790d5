import HistoryModal from 'c/historyModal'
import { expectAccessible } from 'test/accessibility'
import { dealCard } from 'test/card-replies'
import { opened } from 'test/forms'
import { all, buttons, press, text } from 'test/screen'

const entry = (over) => ({
  id: 'h1',
  at: '2026-11-20T20:30:00.000Z',
  who: 'Casey Moreau',
  what: 'Credit corrected',
  reason: 'Agreed with both partners',
  before: 'influenced',
  after: 'sourced',
  ...over,
})
const show = (history) => opened(HistoryModal, { label: 'History', card: dealCard({ history }) })

test("shows who, when in the viewer's time zone, why, and old against new", async () => {
  const { modal } = await show([
    entry(),
    entry({ id: 'h2', what: 'Tagged', reason: null, before: null }),
    entry({ id: 'h3', what: 'Registration sent', reason: null, before: null, after: null }),
  ])
  const who = 'Casey Moreau, Nov 20, 2026, 3:30 PM EST'
  expect(all(modal, 'li').map(text)).toEqual([
    `Credit corrected ${who} Agreed with both partners influenced → sourced`,
    `Tagged ${who} nothing → sourced`,
    `Registration sent ${who}`,
  ])
  expect(all(modal, 'time').at(0).getAttribute('datetime')).toBe('2026-11-20T20:30:00.000Z')
})

test('says so when nothing has happened', async () => {
  const { modal } = await show([])
  expect(text(modal)).toBe('History Nothing has happened here yet. Close')
})

test('shows twenty at a time, and how many older ones there are', async () => {
  const { modal } = await show(Array.from({ length: 45 }, (_, index) => entry({ id: `h${index}` })))
  expect(all(modal, 'li')).toHaveLength(20)
  await press(modal, 'Show 25 older')
  await press(modal, 'Show 5 older')
  expect(all(modal, 'li')).toHaveLength(45)
  expect(buttons(modal, 'Close')).toHaveLength(1)
  expect(all(modal, 'button')).toHaveLength(1)
})

test('is accessible', async () => {
  const { modal } = await show([entry()])
  await expectAccessible(modal)
})
