import PartnerDeskSettings from 'c/partnerDeskSettings'
import OpenConsoleModal from 'c/openConsoleModal'
import ReplaceKeyModal from 'c/replaceKeyModal'
import { loadConnection, syncNow } from 'c/cardApi'
import { expectAccessible } from 'test/accessibility'
import { buttonWords, deferred, isDisabled, KEY, outage, refusal } from 'test/forms'
import { all, mount, one, press, settle, text } from 'test/screen'

jest.mock('c/cardApi', () => ({ loadConnection: jest.fn(), syncNow: jest.fn() }))
const mockNavigate = jest.fn()
jest.mock('lightning/navigation', () => {
  const NavigationMixin = (Base) =>
    class extends Base {
      navigate(page) {
        mockNavigate(page)
      }
    }
  return { NavigationMixin: Object.assign(NavigationMixin, { Navigate: 'navigate' }) }
})

const NOW = Date.parse('2026-11-21T12:00:00Z')

function connection(over = {}) {
  return {
    viewer: {
      name: 'Avery Lindqvist',
      roles: ['admin', 'finance'],
      canManage: true,
      cannotManageBecause: null,
    },
    crm: 'Salesforce',
    accountName: 'Meridian Works',
    externalAccountId: '00DHp000000PDskMAG',
    status: { tone: 'success', text: 'Connected' },
    problem: null,
    reconnectUrl: null,
    dealCount: 8800,
    accountCount: 85,
    lastSyncedAt: '2026-11-21T11:57:30Z',
    sync: null,
    dailyCalls: { used: 1200, limit: 15000, pausedAt: 12000 },
    cardKey: {
      keyId: 'k-7',
      deliveredAt: '2026-11-01T12:00:00Z',
      replacedAfter: '2027-01-30T12:00:00Z',
    },
    serverUrl: 'https://partners.example.com/',
    ...over,
  }
}
const running = (read, expected = 8885) =>
  connection({
    sync: { running: true, kind: 'full', read, expected },
    status: { tone: 'info', text: 'Connected, syncing' },
  })

beforeEach(() => jest.useFakeTimers({ now: NOW }))
afterEach(() => {
  document.body.replaceChildren()
  jest.useRealTimers()
  jest.resetAllMocks()
  hide(false)
})

function hide(hidden) {
  Object.defineProperty(document, 'hidden', { configurable: true, value: hidden })
  document.dispatchEvent(new Event('visibilitychange'))
}

async function settings(first = connection()) {
  loadConnection.mockResolvedValueOnce(first)
  const element = mount(PartnerDeskSettings)
  const toast = jest.fn()
  element.addEventListener('lightning__showtoast', (event) => toast(event.detail))
  await settle()
  return { element, toast }
}

async function after(ms) {
  jest.advanceTimersByTime(ms)
  await settle()
}

test('shows the org, its state, how much is mirrored and how fresh it is', async () => {
  const { element } = await settings()
  const shown = text(element)
  for (const words of [
    'Meridian Works',
    'Salesforce org 00DHp000000PDskMAG',
    'Connected',
    'Deals 8,800',
    'Accounts 85',
    'Last synced 2 minutes ago',
    'https://partners.example.com/',
    'Avery Lindqvist: Admin and Finance',
  ])
    expect(shown).toContain(words)
})

test('shows what is used of the daily calls, with the mark where the sync pauses', async () => {
  const { element } = await settings()
  const meter = one(element, '[role="meter"]')
  expect(meter.getAttribute('aria-valuenow')).toBe('1200')
  expect(meter.getAttribute('aria-valuemax')).toBe('15000')
  expect(text(element)).toContain('1,200 of 15,000 calls')
  expect(text(element)).toContain('The sync pauses at 12,000')
  expect(one(element, '.fill').getAttribute('style')).toContain('8%')
  expect(one(element, '.mark').getAttribute('style')).toContain('80%')
})

test('says that the sync pauses once the mark is reached, and that unknown is unknown', async () => {
  const paused = await settings(connection({ dailyCalls: { used: 12000, limit: 15000, pausedAt: 12000 } }))
  expect(text(paused.element)).toContain('The sync pauses: 12,000 calls are used')
  const unknown = await settings(connection({ dailyCalls: null }))
  expect(text(unknown.element)).toContain('Salesforce has not said yet how many calls are used.')
})

test('tells the age of the key, and warns when it should have been replaced', async () => {
  const young = await settings()
  expect(text(young.element)).toContain('Key k-7')
  expect(text(young.element)).toContain('20 days old')
  expect(text(young.element)).toContain('Good until Jan 30, 2027')
  const old = await settings(
    connection({ cardKey: { ...connection().cardKey, replacedAfter: '2026-11-20T12:00:00Z' } }),
  )
  expect(text(old.element)).toContain('It should have been replaced on Nov 20, 2026')
  const none = await settings(connection({ cardKey: null }))
  expect(text(none.element)).toContain('No key has been delivered to this org yet.')
})

test('says what is wrong and leads to where it is mended; nothing is read until then', async () => {
  const problem = 'Salesforce no longer accepts the sign-in. The integration user can reconnect.'
  const reconnectUrl = 'https://partners.example.com/oauth/salesforce/start?site=x'
  const { element } = await settings(
    connection({ status: { tone: 'danger', text: 'Must be connected again' }, problem, reconnectUrl }),
  )
  expect(text(one(element, '.trouble'))).toContain(problem)
  const link = one(element, 'a.reconnect')
  expect(link.getAttribute('href')).toBe(reconnectUrl)
  expect(link.getAttribute('rel')).toBe('noopener noreferrer')
  expect(isDisabled(element, 'Sync now')).toBe(true)
  expect(isDisabled(element, 'Replace key')).toBe(true)
  expect(text(element)).toContain('Reconnect first; nothing is read until then.')
})

test('starts a sync, says so, and shows its progress until it is done', async () => {
  const { element, toast } = await settings()
  syncNow.mockResolvedValue(running(0))
  await press(element, 'Sync now')
  expect(syncNow).toHaveBeenCalledWith({ idempotencyKey: KEY })
  expect(toast).toHaveBeenCalledWith({
    title: 'Sync started',
    message: 'The sync starts. Its progress appears here.',
    variant: 'success',
  })
  expect(isDisabled(element, 'Sync now')).toBe(true)
  loadConnection.mockResolvedValueOnce(running(4442))
  await after(2_000)
  const bar = one(element, '[role="progressbar"]')
  expect(bar.getAttribute('aria-valuenow')).toBe('49')
  expect(text(element)).toContain('Reading everything: 4,442 of 8,885')
  loadConnection.mockResolvedValueOnce(connection({ lastSyncedAt: '2026-11-21T12:00:04Z' }))
  await after(3_000)
  expect(all(element, '[role="progressbar"]')).toEqual([])
  expect(text(one(element, '.state'))).toBe('The sync is finished.')
  expect(isDisabled(element, 'Sync now')).toBe(false)
  const looked = loadConnection.mock.calls.length
  await after(600_000)
  expect(loadConnection).toHaveBeenCalledTimes(looked)
})

test('looks with longer and longer pauses, never longer than half a minute', async () => {
  loadConnection.mockResolvedValue(running(1))
  await settings(running(1))
  const looks = () => loadConnection.mock.calls.length
  expect(looks()).toBe(1)
  await after(1_999)
  expect(looks()).toBe(1)
  await after(1)
  expect(looks()).toBe(2)
  await after(2_000)
  expect(looks()).toBe(2)
  await after(1_000)
  expect(looks()).toBe(3)
  for (let turn = 0; turn < 10; turn += 1) await after(30_000)
  const before = looks()
  await after(30_000)
  expect(looks()).toBe(before + 1)
})

test('does not look while nobody sees the page, and at once when somebody does again', async () => {
  await settings(running(1))
  hide(true)
  await after(600_000)
  expect(loadConnection).toHaveBeenCalledTimes(1)
  loadConnection.mockResolvedValue(connection())
  hide(false)
  await settle()
  expect(loadConnection).toHaveBeenCalledTimes(2)
})

test('does not begin to look when it is opened, or left, behind another page', async () => {
  hide(true)
  const { element } = await settings(running(1))
  await after(600_000)
  expect(loadConnection).toHaveBeenCalledTimes(1)
  const slow = deferred()
  loadConnection.mockReturnValueOnce(slow.promise)
  hide(false)
  await settle()
  expect(loadConnection).toHaveBeenCalledTimes(2)
  hide(true)
  slow.resolve(running(2))
  await settle()
  expect(text(element)).toContain('Reading everything: 2 of 8,885')
  await after(600_000)
  expect(loadConnection).toHaveBeenCalledTimes(2)
})

test('does not look at all while no sync runs, nor after the page is left', async () => {
  const { element } = await settings()
  await after(600_000)
  hide(true)
  hide(false)
  expect(loadConnection).toHaveBeenCalledTimes(1)
  loadConnection.mockResolvedValue(running(1))
  one(element, '.refresh').click()
  await settle()
  element.remove()
  await after(600_000)
  expect(loadConnection).toHaveBeenCalledTimes(2)
})

test('waits for a sync that begins a moment later, but not for ever', async () => {
  const { element } = await settings()
  syncNow.mockResolvedValue(connection())
  loadConnection.mockResolvedValue(connection())
  await press(element, 'Sync now')
  for (let turn = 0; turn < 20; turn += 1) await after(30_000)
  expect(loadConnection).toHaveBeenCalledTimes(6)
})

test('an unknown total is shown as unknown, not as done', async () => {
  const { element } = await settings(running(40, null))
  expect(text(element)).toContain('40 read, how many there are is not known yet')
  expect(one(element, '[role="progressbar"]').getAttribute('aria-valuenow')).toBeNull()
})

test('keeps what it shows when looking again fails, stops looking and offers to try again', async () => {
  const { element } = await settings(running(1))
  loadConnection.mockRejectedValueOnce(outage())
  await after(2_000)
  expect(text(element)).toContain('What you see is from the last time it worked.')
  expect(text(element)).toContain('Meridian Works')
  await after(600_000)
  expect(loadConnection).toHaveBeenCalledTimes(2)
  loadConnection.mockResolvedValueOnce(connection())
  await press(element, 'Try again')
  expect(text(element)).not.toContain('What you see is from the last time')
})

test('says why a sync did not start, and repeats the same request', async () => {
  const { element } = await settings()
  syncNow.mockRejectedValueOnce(outage()).mockResolvedValueOnce(connection())
  await press(element, 'Sync now')
  expect(text(one(element, '.sync-problem'))).toContain('Could not reach Partner Desk')
  await press(element, 'Try again')
  expect(syncNow.mock.calls[1]).toEqual(syncNow.mock.calls[0])
})

test('replaces the key after asking once, and shows the new one', async () => {
  const { element, toast } = await settings()
  ReplaceKeyModal.open.mockResolvedValueOnce(undefined)
  await press(element, 'Replace key')
  expect(toast).not.toHaveBeenCalled()
  const cardKey = { ...connection().cardKey, keyId: 'k-8', deliveredAt: '2026-11-21T12:00:00Z' }
  ReplaceKeyModal.open.mockResolvedValueOnce(connection({ cardKey }))
  await press(element, 'Replace key')
  expect(toast.mock.calls[0][0].title).toBe('Key replaced')
  expect(text(element)).toContain('Key k-8')
  expect(text(element)).toContain('New today')
})

test('leads to the console', async () => {
  const { element } = await settings()
  OpenConsoleModal.open.mockResolvedValue('https://partners.example.com/enter?ticket=1')
  await press(element, 'Open console')
  expect(mockNavigate).toHaveBeenCalledWith({
    type: 'standard__webPage',
    attributes: { url: 'https://partners.example.com/enter?ticket=1' },
  })
})

test('shows somebody without the right the same facts, and what they may do instead of changing them', async () => {
  const { element } = await settings(
    connection({
      viewer: {
        name: 'Riley Reyes',
        roles: [],
        canManage: false,
        cannotManageBecause: 'Only an admin may change the connection.',
      },
    }),
  )
  expect(buttonWords(element)).toEqual(['Open console'])
  expect(text(element)).toContain('Only an admin may change the connection.')
  expect(text(element)).toContain('Riley Reyes: No role in Partner Desk yet')
})

test('leads an org that is not connected through the steps, and looks again', async () => {
  const message = 'This org is a copy, such as a sandbox, of one that is connected to Partner Desk.'
  loadConnection.mockRejectedValueOnce(refusal({ status: 401, code: 'unauthenticated', message }))
  const element = mount(PartnerDeskSettings)
  await settle()
  expect(text(element)).toContain('This org is not connected to Partner Desk')
  expect(text(element)).toContain(message)
  expect(all(one(element, 'c-install-checklist'), 'li')).toHaveLength(6)
  expect(text(element)).toContain('Is this a sandbox?')
  loadConnection.mockResolvedValueOnce(connection())
  await press(element, 'Check again')
  expect(all(element, 'c-install-checklist')).toEqual([])
  expect(text(element)).toContain('Meridian Works')
})

test('leads an org that has no key yet through the steps too', async () => {
  const message = 'Partner Desk is not connected to this org yet.'
  loadConnection.mockRejectedValueOnce(refusal({ status: 0, code: 'not_connected', message }))
  const element = mount(PartnerDeskSettings)
  await settle()
  expect(text(element)).toContain('This org is not connected to Partner Desk')
  expect(text(element)).toContain(message)
  expect(all(one(element, 'c-install-checklist'), 'li')).toHaveLength(6)
  expect(buttonWords(element)).not.toContain('Try again')
})

test('does not take a server that is away for an org that is not connected', async () => {
  const message = 'Partner Desk could not be reached, or its answer was lost.'
  loadConnection.mockRejectedValueOnce(refusal({ status: 0, code: 'unreachable', message, mayRetry: true }))
  const element = mount(PartnerDeskSettings)
  await settle()
  expect(all(element, 'c-install-checklist')).toEqual([])
  expect(text(one(element, '[role="alert"]'))).toContain(message)
  loadConnection.mockResolvedValueOnce(connection())
  await press(element, 'Try again')
  expect(text(element)).toContain('Meridian Works')
})

test('does not show the steps to somebody who only lacks a permission, or when the server fails', async () => {
  loadConnection.mockRejectedValueOnce(
    refusal({ status: 403, code: 'forbidden', message: 'No permission set.' }),
  )
  const element = mount(PartnerDeskSettings)
  await settle()
  expect(all(element, 'c-install-checklist')).toEqual([])
  expect(text(one(element, '[role="alert"]'))).toContain('No permission set.')
})

test('shows that it is loading until the first answer', async () => {
  const answer = deferred()
  loadConnection.mockReturnValue(answer.promise)
  const element = mount(PartnerDeskSettings)
  await settle()
  expect(one(element, 'lightning-spinner').alternativeText).toBe('Loading the connection')
  expect(text(one(element, '.state'))).toBe('Loading the connection')
  answer.resolve(connection())
  await settle()
  expect(all(element, 'lightning-spinner')).toEqual([])
})

test('can be used by keyboard and screen reader', async () => {
  const { element } = await settings(running(40, null))
  jest.useRealTimers()
  await expectAccessible(element)
})
