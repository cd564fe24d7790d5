/**
 * What each Apex method that a component calls asks of the server. Held equal to the Apex sources by a test, so that the
 * simulated page stands for the real one.
 */
export interface ApexMethod {
  /** In the order of the Apex signature. */
  parameters: readonly string[]
  verb: 'GET' | 'POST'
  /** Names in braces are parameters. */
  path: string
  /** Parameters that go into the query, blank ones left out. */
  query?: readonly string[]
  /** Refuses an opportunity that the person may not see. */
  needsOpportunity: boolean
  /** Refuses people without the admin's custom permission. */
  needsAdmin?: true
}

const deal = '/v1/card/deals/{opportunityId}'
const ofDeal = { needsOpportunity: true } as const
const change = (path: string, ...ids: string[]): ApexMethod => ({
  ...ofDeal,
  parameters: ['opportunityId', ...ids, 'request'],
  verb: 'POST',
  path: `${deal}/${path}`,
})
const settingsChange = (path: string): ApexMethod => ({
  parameters: ['request'],
  verb: 'POST',
  path,
  needsOpportunity: false,
  needsAdmin: true,
})

export const APEX_METHODS: Readonly<Record<string, ApexMethod>> = {
  // Amount and stage come from the opportunity itself, as that person sees it.
  'PartnerCardController.loadCard': {
    ...ofDeal,
    parameters: ['opportunityId'],
    verb: 'GET',
    path: deal,
    query: ['amount', 'stage'],
  },
  'PartnerCardController.searchPartners': {
    ...ofDeal,
    parameters: ['opportunityId', 'search'],
    verb: 'GET',
    path: `${deal}/partners`,
    query: ['search'],
  },
  'PartnerCardController.tagPartner': change('credits'),
  'PartnerCardController.removeCredit': change('credits/{creditId}/remove', 'creditId'),
  'PartnerCardController.submitRegistration': change('registrations'),
  'PartnerCardController.decideRegistration': change(
    'registrations/{registrationId}/decision',
    'registrationId',
  ),
  'PartnerCardController.answerQuestion': change('registrations/{registrationId}/answer', 'registrationId'),
  'PartnerCardController.withdrawRegistration': change(
    'registrations/{registrationId}/withdraw',
    'registrationId',
  ),
  'PartnerCardController.recordPayment': change('payments'),
  'PartnerCardController.openConsole': {
    parameters: ['request'],
    verb: 'POST',
    path: '/v1/card/console-ticket',
    needsOpportunity: false,
  },
  'PartnerRegistrationsController.listRegistrations': {
    parameters: ['show', 'search', 'cursor'],
    verb: 'GET',
    path: '/v1/card/registrations',
    query: ['show', 'search', 'cursor'],
    needsOpportunity: false,
  },
  'PartnerSettingsController.loadConnection': {
    parameters: [],
    verb: 'GET',
    path: '/v1/card/connection',
    needsOpportunity: false,
  },
  'PartnerSettingsController.syncNow': settingsChange('/v1/card/connection/sync'),
  'PartnerSettingsController.replaceKey': settingsChange('/v1/card/connection/key'),
}
