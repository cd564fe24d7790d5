import ViewRegistrationModal from 'c/viewRegistrationModal'
import { expectAccessible } from 'test/accessibility'
import { dealCard, registration } from 'test/card-replies'
import { buttonWords, opened } from 'test/forms'
import { all, press, text } from 'test/screen'

async function look(over) {
  return opened(ViewRegistrationModal, { card: dealCard(), registration: registration(over) })
}

test('tells a rejected one with the reason and what the partner was told', async () => {
  const { modal, closed } = await look({
    state: 'rejected',
    status: { tone: 'danger', text: 'Rejected' },
    slaText: null,
    rejectReason: 'existing_customer',
    messageToPartner: 'They have been a customer since 2024.',
  })
  const shown = text(modal)
  expect(shown).toContain('Rejected because Existing customer')
  expect(shown).toContain('Told to the partner They have been a customer since 2024.')
  expect(shown).not.toContain('Time to decide')
  await press(modal, 'Close')
  expect(closed).toHaveBeenCalledWith(null)
})

test('says why it cannot be withdrawn instead of offering it', async () => {
  const because = 'Only whoever registered the deal withdraws it.'
  const actions = { ...registration().actions, withdraw: { allowed: false, because } }
  const { modal } = await look({ actions })
  expect(text(modal)).toContain(because)
  expect(buttonWords(modal)).toEqual(['Close'])
})

test('offers nothing where there is nothing to withdraw or to explain', async () => {
  const { modal } = await look({})
  expect(buttonWords(modal)).toEqual(['Close'])
})

test('shows conflicts with how serious they are in words, not by colour alone', async () => {
  const { modal } = await look({
    conflicts: [
      { kind: 'a', severity: 'blocking', text: 'Protected for another partner.' },
      { kind: 'a', severity: 'hint', text: 'Similar name.' },
    ],
  })
  const shown = text(modal)
  expect(shown).toContain('In the way Protected for another partner.')
  expect(shown).toContain('Possibly related Similar name.')
  for (const icon of all(modal, 'lightning-icon')) expect(icon.getAttribute('aria-hidden')).toBe('true')
})

test('pairs each fact with its name in a description list', async () => {
  const { modal } = await look({})
  const [terms, facts] = [all(modal, 'dt'), all(modal, 'dd')]
  expect(terms).toHaveLength(facts.length)
  expect(terms.map((term) => term.textContent)).toEqual([
    'Status',
    'Partner',
    'Contact',
    'Use case',
    'Evidence',
    'Submitted',
    'Time to decide',
  ])
})

test('can be used by keyboard and screen reader', async () => {
  const { modal } = await look({ conflicts: [{ kind: 'a', severity: 'hint', text: 'Similar name.' }] })
  await expectAccessible(modal)
})
