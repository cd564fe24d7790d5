import MoneyLine from 'c/moneyLine'
import { expectAccessible } from 'test/accessibility'
import { accrued, dealCard, financeCard, northwind } from 'test/card-replies'
import { all, buttons, mount, press, text } from 'test/screen'

const reads = (card) => text(mount(MoneyLine, { card }))
const none = { ...northwind().commission, state: 'none', amount: null, why: null }

test('shows what each partner would get, exactly, however large', () => {
  const amount = { amount: '90071992547409931.23', currency: 'USD' }
  const card = dealCard({
    deal: { ...dealCard().deal, amount },
    partners: [northwind(), northwind({ creditId: 'c2', name: 'Brightpath Systems' })],
  })
  expect(reads(card)).toBe(
    'If won at $90,071,992,547,409,931.23: Northwind Consulting $7,200.00 Brightpath Systems $7,200.00 Why?',
  )
})

test('says "No amount yet" rather than zero, or why there is none', () => {
  const deal = { ...dealCard().deal, amount: null, amountNote: null }
  const partners = [northwind({ commission: { ...none, note: null } })]
  expect(reads(dealCard({ deal, partners }))).toBe('No amount yet Northwind Consulting No amount yet')
  const said = dealCard({
    deal: { ...deal, amountNote: 'The amount is in a currency that is not known here.' },
    partners: [northwind({ commission: { ...none, note: 'Suspended' } })],
  })
  expect(reads(said)).toBe(
    'The amount is in a currency that is not known here. Northwind Consulting Suspended',
  )
})

test('says of a commission on payments what it is of, in place of the amount alone', () => {
  const note = '4 % of each payment: $1,920.00 if all $48,000.00 is paid'
  const partners = [northwind({ commission: { ...northwind().commission, note } })]
  expect(reads(dealCard({ partners }))).toContain(`Northwind Consulting ${note}`)
  const won = { ...dealCard().deal, outcome: 'won' }
  expect(reads(dealCard({ deal: won, partners }))).toContain('Northwind Consulting $7,200.00')
})

test('shows how far each posted commission has come, an unknown as unknown', () => {
  const element = mount(MoneyLine, { card: financeCard })
  expect(all(element, 'tr').map(text)).toEqual([
    'Commission Accrued Pending Payable In payout Paid',
    'Northwind Consulting $7,200.00 $4,800.00 $2,400.00 $0.00 –',
  ])
  expect(text(element)).not.toContain('If won at')
})

test('keeps those without a posting beneath those with one, with their notes and one "Why?"', () => {
  const withNote = { ...accrued, commission: { ...accrued.commission, note: 'Clawed back in part' } }
  const other = northwind({
    creditId: 'c2',
    name: 'Brightpath Systems',
    commission: { ...none, note: 'No rule' },
  })
  const element = mount(MoneyLine, { card: { ...financeCard, partners: [withNote, other] } })
  expect(text(element)).toContain('Northwind Consulting: Clawed back in part Brightpath Systems No rule Why?')
  expect(buttons(element, 'Why?')).toHaveLength(1)
})

test('asks to explain, where there is something to explain', async () => {
  const element = mount(MoneyLine, { card: dealCard({ partners: [northwind()] }) })
  const asked = jest.fn()
  element.addEventListener('why', asked)
  await press(element, 'Why?')
  expect(asked).toHaveBeenCalledTimes(1)
  const unexplained = northwind({ commission: { ...northwind().commission, why: null } })
  expect(reads(dealCard({ partners: [unexplained] }))).not.toContain('Why?')
})

test('is accessible', async () => {
  await expectAccessible(mount(MoneyLine, { card: financeCard }))
})
