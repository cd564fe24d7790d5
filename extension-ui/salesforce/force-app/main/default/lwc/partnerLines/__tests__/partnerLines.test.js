import PartnerLines from 'c/partnerLines'
import { expectAccessible } from 'test/accessibility'
import { asked, dealCard, managerCard, northwind, registration, waiting } from 'test/card-replies'
import { all, buttons, mount, one, press, text } from 'test/screen'

const rejected = registration({
  state: 'rejected',
  status: { tone: 'danger', text: 'Rejected' },
  slaText: null,
})
const lines = (card) => all(mount(PartnerLines, { card }), 'li').map(text)

test('gives each partner role, programme, touchpoints and a status in words beside its dot', () => {
  const partners = [
    northwind({ status: { tone: 'success', text: 'Registered, protected 61 d' } }),
    northwind({ creditId: 'c2', name: 'Brightpath Systems', role: 'influenced', touchpoints: ['intro'] }),
    northwind({ creditId: 'c3', name: 'Harbor Integrators', touchpoints: ['intro', 'meeting'] }),
  ]
  expect(lines(dealCard({ partners }))).toEqual([
    'Northwind Consulting Sourced · Gold referral Registered, protected 61 d',
    'Brightpath Systems Influenced · Gold referral 1 touchpoint Tagged by you, 3 Mar',
    'Harbor Integrators Sourced · Gold referral 2 touchpoints Tagged by you, 3 Mar',
  ])
  const [dot] = all(mount(PartnerLines, { card: dealCard({ partners }) }), '.dot')
  expect([dot.className, dot.getAttribute('aria-hidden')]).toEqual(['dot success', 'true'])
})

test('shows everybody a registration under way, with what is asked about it unless the primary button says so', () => {
  const under = [
    'Registration by Northwind Consulting 41 h left Review registration Waiting for review',
    'Registration by Northwind Consulting 41 h left View registration Waiting for review',
    'Registration by Northwind Consulting paused Answer question Question asked',
    'Registration by Northwind Consulting 41 h left Waiting for review',
  ]
  const lineOf = (of, primaryAction) => lines(dealCard({ registrations: [of], primaryAction }))
  expect(lineOf(waiting, null)).toEqual([under[0]])
  expect(lineOf(registration(), null)).toEqual([under[1]])
  expect(lineOf(asked, null)).toEqual([under[2]])
  expect(lineOf(waiting, 'review_registration')).toEqual([under[3]])
})

test('keeps a rejected registration in sight unless a credit stands for it, and no decided one', () => {
  expect(lines(dealCard({ registrations: [rejected] }))).toEqual([
    'Registration by Northwind Consulting View registration Rejected',
  ])
  expect(lines(dealCard({ registrations: [rejected], partners: [northwind()] }))).toHaveLength(1)
  expect(lines(dealCard({ registrations: [registration({ state: 'approved' })] }))).toEqual([])
})

test('tells which partner and which registration are to be opened', async () => {
  const element = mount(PartnerLines, { card: { ...managerCard, primaryAction: null } })
  const opened = []
  for (const name of ['partner', 'registration']) {
    element.addEventListener(name, ({ detail }) => opened.push(detail))
  }
  await press(element, 'Northwind Consulting')
  await press(element, 'Review registration')
  expect(opened).toEqual([{ creditId: northwind().creditId }, { registrationId: waiting.id }])
  expect(buttons(element, 'Northwind Consulting')).toHaveLength(1)
})

test('is accessible', async () => {
  const element = mount(PartnerLines, { card: managerCard })
  expect(one(element, 'ul').getAttribute('aria-label')).toBe('Partners on this deal')
  await expectAccessible(element)
})
