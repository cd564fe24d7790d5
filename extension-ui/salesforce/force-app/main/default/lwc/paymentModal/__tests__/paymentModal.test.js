import PaymentModal from 'c/paymentModal'
import { recordPayment } from 'c/cardApi'
import { expectAccessible } from 'test/accessibility'
import { accrued, financeCard } from 'test/card-replies'
import { KEY, OPPORTUNITY, buttonWords, faultAt, opened, outage, refusal } from 'test/forms'
import { all, one, press, text, type } from 'test/screen'

jest.mock('c/cardApi', () => ({ recordPayment: jest.fn() }))

afterEach(() => jest.resetAllMocks())

async function open(card = financeCard) {
  return opened(PaymentModal, { card })
}

test('lists what was paid and proposes what is not', async () => {
  const { modal } = await open()
  expect(all(modal, 'td').map((cell) => cell.textContent)).toEqual([
    'Nov 2, 2026',
    '$16,000.00',
    'INV-2041',
    'Finley Okafor',
  ])
  expect(text(modal)).toContain('Not paid yet: $32,000.00')
  expect(one(modal, '[data-field="amount"]').value).toBe('32000.00')
  expect(buttonWords(modal)).toEqual(['Cancel', 'Record payment of $32,000.00'])
})

test('records the amount as the text that was typed, on the calendar day that was picked', async () => {
  const { modal, closed } = await open()
  await type(modal, 'amount', ' 0.10 ')
  await type(modal, 'evidence', 'INV-2042')
  await type(modal, 'paidOn', '2026-01-05')
  const after = { ...financeCard, partners: [accrued] }
  recordPayment.mockResolvedValue(after)
  await press(modal, 'Record payment of $0.10')
  expect(recordPayment).toHaveBeenCalledWith(OPPORTUNITY, {
    amount: { amount: '0.10', currency: 'USD' },
    paidOn: '2026-01-05',
    evidence: 'INV-2042',
    idempotencyKey: KEY,
  })
  expect(closed).toHaveBeenCalledWith({
    card: after,
    title: 'Payment recorded',
    message: '$0.10 recorded. Northwind Consulting: $2,400.00 payable.',
  })
})

test('shows and sends an amount longer than a float can hold, digit by digit', async () => {
  const { modal } = await open()
  await type(modal, 'amount', '900719925474099.31')
  await type(modal, 'evidence', 'INV-2042')
  await type(modal, 'paidOn', '2026-01-05')
  recordPayment.mockResolvedValue(financeCard)
  await press(modal, 'Record payment of $900,719,925,474,099.31')
  expect(recordPayment.mock.calls[0][1].amount.amount).toBe('900719925474099.31')
})

test.each([
  ['', 'Enter the amount that the customer paid.'],
  ['12,50', 'Digits, with a point before the decimals, such as 32000.00.'],
  ['1e3', 'Digits, with a point before the decimals, such as 32000.00.'],
  ['-5.00', 'Digits, with a point before the decimals, such as 32000.00.'],
  ['1.005', 'USD has 2 decimals.'],
  ['0.00', 'The amount must be more than zero.'],
])('does not send the amount "%s"', async (amount, fault) => {
  const { modal } = await open()
  await type(modal, 'amount', amount)
  await type(modal, 'evidence', 'INV-2042')
  await type(modal, 'paidOn', '2026-11-05')
  await press(modal, 'Record payment')
  expect(faultAt(modal, 'amount')).toBe(fault)
  expect(recordPayment).not.toHaveBeenCalled()
})

test('knows a currency without decimals by the amount that is due', async () => {
  const { modal } = await open({ ...financeCard, unpaid: { amount: '32000', currency: 'JPY' } })
  await type(modal, 'amount', '1.5')
  await press(modal, 'Record payment')
  expect(faultAt(modal, 'amount')).toBe('JPY has no decimals.')
})

test('asks for the day and the evidence', async () => {
  const { modal } = await open()
  await press(modal, 'Record payment of $32,000.00')
  expect(faultAt(modal, 'paidOn')).toBe('Choose the day on which the money came.')
  expect(faultAt(modal, 'evidence')).toBe('Name what an auditor would look for.')
  expect(text(modal)).toContain('Nothing is sent yet: see what is marked in the form.')
  expect(recordPayment).not.toHaveBeenCalled()
})

test('shows what the server refuses about the amount at the amount', async () => {
  const { modal } = await open()
  await type(modal, 'evidence', 'INV-2042')
  await type(modal, 'paidOn', '2026-11-05')
  const message = 'must not be more than what is unpaid'
  recordPayment.mockRejectedValue(refusal({ fieldErrors: [{ path: 'amount.amount', message }] }))
  await press(modal, 'Record payment of $32,000.00')
  expect(faultAt(modal, 'amount')).toBe(message)
})

test('never pays twice: after an outage the same request goes out with the same key', async () => {
  const { modal } = await open()
  await type(modal, 'evidence', 'INV-2042')
  await type(modal, 'paidOn', '2026-11-05')
  recordPayment.mockRejectedValue(outage())
  await press(modal, 'Record payment of $32,000.00')
  await press(modal, 'Record payment of $32,000.00')
  await press(modal, 'Try again')
  const requests = recordPayment.mock.calls.map(([, request]) => request)
  expect(requests).toHaveLength(3)
  expect(new Set(requests.map((request) => JSON.stringify(request))).size).toBe(1)
})

test('only lists for whoever may not record, and says so when there is nothing', async () => {
  const card = {
    ...financeCard,
    payments: [],
    viewer: {
      ...financeCard.viewer,
      can: { ...financeCard.viewer.can, recordCustomerPayment: false },
    },
  }
  const { modal } = await open(card)
  expect(text(modal)).toContain('No customer payment is recorded yet.')
  expect(buttonWords(modal)).toEqual(['Close'])
})

test('heads each column for a screen reader', async () => {
  const { modal } = await open()
  expect(all(modal, 'th').map((cell) => [cell.scope, cell.textContent])).toEqual([
    ['col', 'Paid on'],
    ['col', 'Amount'],
    ['col', 'Evidence'],
    ['col', 'Recorded by'],
  ])
})

test('can be used by keyboard and screen reader', async () => {
  const { modal } = await open()
  await type(modal, 'amount', 'x')
  await press(modal, 'Record payment')
  await expectAccessible(modal)
})
