import type { Portal } from '../../../test/simulators/hubspot/portal.ts'
import type { CrmRecord } from '../../../test/simulators/hubspot/record.ts'
import type { Org } from '../../../test/simulators/salesforce/org.ts'
import type { FieldValue } from '../../../test/simulators/salesforce/record.ts'

export interface FilledOrg {
  accounts: number
  opportunities: number
  /** Deals that this org cannot hold: it has one currency. */
  otherCurrencies: number
}

const RECORDS_PER_TURN = 500

/**
 * Fills a new org with the business of a portal, as a company has it that works in both CRMs: the same accounts, deals and
 * owners, in Salesforce's words.
 */
export async function fillOrg(org: Org, portal: Portal): Promise<FilledOrg> {
  const owners = ownersIn(org, portal)
  const accounts = new Map<string, string>()
  for (const company of portal.stores['0-2'].active()) accounts.set(company.id, addAccount(org, company))
  for (const [companyId, accountId] of accounts) {
    const parent = accounts.get(portal.associations.parentOf(companyId) ?? '')
    if (parent !== undefined) org.record(accountId).values['ParentId'] = parent
  }
  const stages = stagesIn(org, portal)
  const filled: FilledOrg = { accounts: accounts.size, opportunities: 0, otherCurrencies: 0 }
  for (const deal of portal.stores['0-3'].active()) {
    const currency = deal.properties.deal_currency_code ?? portal.settings.companyCurrency
    if (currency !== org.settings.currency) {
      filled.otherCurrencies += 1
      continue
    }
    addOpportunity(org, deal, {
      ...given('AccountId', accounts.get(portal.associations.primaryCompanyOf(deal.id) ?? '')),
      ...given('OwnerId', owners.get(deal.properties.hubspot_owner_id ?? '')),
      ...given('StageName', stages.get(portal.stageOf(deal)?.id ?? '')),
      ...given('CloseDate', dayOf(deal.properties.closedate, portal.settings.timeZone)),
    })
    filled.opportunities += 1
    // Lets what is served by this process answer in between.
    if (filled.opportunities % RECORDS_PER_TURN === 0) await new Promise((later) => setImmediate(later))
  }
  return filled
}

function addAccount(org: Org, { properties, createdAt, modifiedAt }: CrmRecord): string {
  const values = {
    Name: properties.name ?? 'Account without a name',
    Website: properties.domain ?? null,
    Industry: properties.industry ?? null,
  }
  return org.createAccount(values, stamps(createdAt, modifiedAt)).id
}

function addOpportunity(org: Org, deal: CrmRecord, known: Record<string, FieldValue>): void {
  const { properties, createdAt, modifiedAt } = deal
  org.createOpportunity(
    {
      ...known,
      Name: properties.dealname ?? 'Opportunity without a name',
      Amount: properties.amount ?? null,
      Type: properties.dealtype === 'existingbusiness' ? 'Existing Business' : 'New Business',
    },
    stamps(createdAt, modifiedAt),
  )
}

const stamps = (createdAt: number, modifiedAt: number) => ({
  createdAt: new Date(Math.min(createdAt, modifiedAt)),
  at: new Date(modifiedAt),
})

/** The org's users by the portal's owner ids: the same person by their address, and a new user for everybody else. */
function ownersIn(org: Org, portal: Portal): Map<string, string> {
  const byEmail = new Map([...org.store.all('User')].map((user) => [user.values['Email'], user.id]))
  return new Map(
    [...portal.owners.all(false), ...portal.owners.all(true)].map((owner) => {
      const { email, firstName, lastName, archived } = owner
      const userId = byEmail.get(email) ?? org.addUser({ email, firstName, lastName, active: !archived }).id
      return [owner.id, userId]
    }),
  )
}

/** The org's stages by the portal's stage ids: won, lost, and the open ones as far along as in the portal. */
function stagesIn(org: Org, portal: Portal): Map<string, string> {
  const stages = org.stages().map(({ values }) => values)
  const open = stages.filter(({ IsClosed }) => IsClosed === false)
  const named = (won: boolean): string =>
    String(stages.find(({ IsClosed, IsWon }) => IsClosed === true && IsWon === won)?.['ApiName'])
  return new Map(
    portal.pipelines.flatMap((pipeline) => {
      const openHere = pipeline.stages.filter(({ isClosed }) => !isClosed)
      return pipeline.stages.map((stage): [string, string] => {
        if (stage.isClosed) return [stage.id, named(Number(stage.probability) === 1)]
        const same = open.find(({ MasterLabel }) => MasterLabel === stage.label)
        const along = openHere.indexOf(stage) / Math.max(1, openHere.length - 1)
        return [stage.id, String((same ?? open[Math.round(along * (open.length - 1))])?.['ApiName'])]
      })
    }),
  )
}

/** An instant's calendar day where the portal's people are. */
function dayOf(instant: string | undefined, timeZone: string): string | undefined {
  if (instant === undefined || Number.isNaN(Date.parse(instant))) return undefined
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date(instant))
}

const given = (name: string, value: string | undefined): Record<string, string> =>
  value === undefined ? {} : { [name]: value }
