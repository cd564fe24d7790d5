import WhyModal from 'c/whyModal'
import { expectAccessible } from 'test/accessibility'
import { accrued, dealCard, northwind } from 'test/card-replies'
import { opened } from 'test/forms'
import { all, press, text } from 'test/screen'

const label = 'Why these amounts'
const unexplained = northwind({
  creditId: 'c2',
  name: 'Brightpath',
  commission: { ...accrued.commission, why: null },
})

test('explains each amount: sentence, arithmetic, what did not apply', async () => {
  const { modal, closed } = await opened(WhyModal, {
    label,
    card: dealCard({ partners: [accrued, unexplained] }),
  })
  expect(text(modal)).toBe(
    'Why these amounts Northwind Consulting ' +
      'Northwind Consulting gets 15 % of $48,000.00 for sourcing this deal. ' +
      'Deal amount $48,000.00 15 % $7,200.00 ' +
      'What did not apply Influencing partners get a flat $1,500.00. It is for influenced partners; this one is sourced. Close',
  )
  expect(all(modal, 'h1, h2').map(text)).toEqual([label, 'Northwind Consulting'])
  await press(modal, 'Close')
  expect(closed).toHaveBeenCalledWith(null)
})

test('leaves out tables and lists that would be empty', async () => {
  const why = { sentence: 'Nothing is due.', steps: [], notApplied: [] }
  const partner = { ...accrued, commission: { ...accrued.commission, why } }
  const { modal } = await opened(WhyModal, { label, card: dealCard({ partners: [partner] }) })
  expect(all(modal, 'table, ul')).toEqual([])
  expect(text(modal)).not.toContain('What did not apply')
})

test('is accessible', async () => {
  const { modal } = await opened(WhyModal, { label, card: dealCard({ partners: [accrued] }) })
  await expectAccessible(modal)
})
