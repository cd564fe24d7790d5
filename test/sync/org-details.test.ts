import { afterEach, describe, expect, test } from 'vitest'
import { partnerChoices } from '../../shared/contract/card-api.ts'
import type { DetailKind } from '../../shared/crm/deal-detail.ts'
import type { Actor } from '../../server/auth/actor.ts'
import { exportCommand } from '../../server/cli/export.ts'
import { crmWords } from '../../server/crm-words.ts'
import { exchangeRateOn } from '../../server/db/exchange-rate-store.ts'
import { readConnections } from '../../server/read/connections.ts'
import { readPartnerChoices } from '../../server/read/partner-choices.ts'
import { seedProgramme } from '../../server/seed-programme.ts'
import { chooseDetails } from '../../server/workflows/choose-details.ts'
import type { Org } from '../simulators/salesforce/org.ts'
import { type OrgWorld, startOrgWorld } from '../support/org-world.ts'

/** What is mirrored of an org beside its deals and accounts, where an admin wants it. */

let world: OrgWorld & { deal: string; reseller: string }
afterEach(() => world.close())

const past = { at: new Date(Date.now() - 86_400_000) }
const ALL = ['line_item', 'native_partner', 'contact_role'] as const
const TABLE = {
  line_item: 'deal_line_item',
  native_partner: 'deal_native_partner',
  contact_role: 'deal_contact_role',
} as const

/** An opportunity with two products, a partner and somebody who decides. */
async function start(
  settings: { multiCurrency?: boolean } = {},
  prepare?: (org: Org) => void,
): Promise<void> {
  let deal = ''
  let reseller = ''
  const started = await startOrgWorld({
    salesforce: {
      org: settings,
      seed(org) {
        prepare?.(org)
        const account = org.createAccount({ Name: 'Acme' }, past)
        const values = { Name: 'Northwind', Website: 'https://www.northwind-consulting.example/' }
        reseller = org.createAccount(values, past).id
        deal = org.createOpportunity({ Name: 'Deal', Amount: '300', AccountId: account.id }, past).id
        for (const [code, price] of [
          ['PD-1', '100'],
          ['PD-2', '200.5'],
        ] as const) {
          const product = org.create('Product2', { Name: `Desk ${code}`, ProductCode: code }, past)
          const line = { OpportunityId: deal, Name: 'Deal', Product2Id: product.id, ProductCode: code }
          org.create('OpportunityLineItem', { ...line, Quantity: '2', TotalPrice: price }, past)
        }
        const partner = { OpportunityId: deal, AccountToId: reseller, Role: 'Reseller', IsPrimary: true }
        org.create('Partner', partner, past)
        const contact = org.create('Contact', { LastName: 'Kim', Name: 'Kim' }, past)
        const role = { OpportunityId: deal, ContactId: contact.id, Role: 'Decision Maker' }
        org.create('OpportunityContactRole', role, past)
      },
    },
  })
  world = { ...started, deal, reseller }
}

const inWorld = <T>(work: Parameters<typeof world.context.db.inWorkspace<T>>[1]) =>
  world.context.db.inWorkspace(world.workspaceId, work)

async function admin(): Promise<Actor> {
  const id = world.context.newId()
  await inWorld((tx) =>
    tx.db
      .insertInto('app_user')
      .values({ workspace_id: world.workspaceId, id, name: 'Avery', email: null, created_at: new Date() })
      .execute(),
  )
  return { userId: id, connectionId: world.connectionId, name: 'Avery', roles: ['admin'] }
}

async function choose(kinds: readonly DetailKind[]): Promise<boolean> {
  const { connectionId, context } = world
  const actor = await admin()
  return inWorld((tx) =>
    chooseDetails(
      tx,
      actor,
      { connectionId, kinds, offered: context.crmKinds },
      { now: new Date(), newId: context.newId },
    ),
  )
}

const held = (kind: DetailKind) =>
  inWorld(async (tx) => {
    const rows = await tx.db.selectFrom(TABLE[kind]).select('external_id').orderBy('external_id').execute()
    return rows.map((row) => row.external_id)
  })
const counts = async () => Promise.all(ALL.map(async (kind) => (await held(kind)).length))
const connection = () =>
  inWorld(
    async (tx) => (await readConnections(tx, crmWords(world.context), world.context.crmKinds)).connections[0],
  )
const first = (object: string) => [...world.salesforce.org.active(object)][0]?.id ?? ''

describe('details of deals', () => {
  test('are not read, and cost nothing, until an admin wants them', async () => {
    await start()
    const { apiCalls } = await world.sync({ full: true })
    expect(
      Object.keys(apiCalls).filter((kind) => /lineitem|opportunitypartner|contactrole|rates/.test(kind)),
    ).toEqual([])
    expect(await counts()).toEqual([0, 0, 0])
    expect((await connection())?.details).toEqual(
      ALL.map((kind) => ({ kind, on: false, count: 0, problem: null })),
    )
  })

  test('are listed by the next sync once they are wanted, and written once', async () => {
    await start()
    await world.sync({ full: true })
    expect(await choose(ALL)).toBe(true)
    expect(await choose(ALL)).toBe(false)
    const { kind, records, rowsWritten } = await world.sync()
    expect(kind).toBe('incremental')
    expect(records).toMatchObject({ line_item: 2, native_partner: 1, contact_role: 1 })
    expect(rowsWritten).toMatchObject({ line_item: 2, native_partner: 1, contact_role: 1 })
    const again = await world.sync({ full: true })
    expect(again.records).toMatchObject({ line_item: 2 })
    expect(again.rowsWritten).toMatchObject({ line_item: 0, native_partner: 0, contact_role: 0 })
    expect((await connection())?.details.map(({ count }) => count)).toEqual([2, 1, 1])
  })

  test('follow what is added, changed, deleted and purged by one call for each kind', async () => {
    await start()
    await choose(ALL)
    await world.sync({ full: true })
    const { org } = world.salesforce
    const line = first('OpportunityLineItem')
    org.update(line, { TotalPrice: '111.11' })
    org.delete(first('Partner'))
    org.create('Partner', { OpportunityId: world.deal, AccountToId: world.reseller, Role: 'Advisor' })
    org.purge(first('OpportunityContactRole'), { at: new Date(Date.now() - 120_000) })
    const { apiCalls } = await world.sync()
    expect(apiCalls).toMatchObject({
      changed_opportunitylineitem: 1,
      changed_opportunitypartner: 1,
      changed_opportunitycontactrole: 1,
    })
    expect(await counts()).toEqual([2, 1, 0])
    expect(await inWorld((tx) => tx.db.selectFrom('deal_native_partner').select('role').execute())).toEqual([
      { role: 'Advisor' },
    ])
    const changed = await inWorld((tx) =>
      tx.db.selectFrom('deal_line_item').select('amount_minor').where('external_id', '=', line).execute(),
    )
    expect(changed).toEqual([{ amount_minor: 11_111n }])
  })

  test('that the org shows no more are gone after the next listing', async () => {
    await start()
    await choose(ALL)
    await world.sync({ full: true })
    world.salesforce.org.unshare(first('OpportunityLineItem'))
    await world.sync()
    expect(await counts()).toEqual([2, 1, 1])
    await world.sync({ full: true })
    expect(await counts()).toEqual([1, 1, 1])
  })

  test('of a kind that we may not see say so; the others and the deals are read', async () => {
    await start()
    world.salesforce.org.visibility.hideObject('OpportunityLineItem')
    await choose(ALL)
    const { records } = await world.sync({ full: true })
    expect(records).toMatchObject({ deal: 1, native_partner: 1, contact_role: 1 })
    expect(await counts()).toEqual([0, 1, 1])
    const shown = await connection()
    expect(shown?.runs[0]).toMatchObject({ status: 'done', problem: null })
    expect(shown?.details.map(({ problem }) => problem)).toEqual([
      expect.stringMatching(/OpportunityLineItem.*admin gives that user read access/),
      null,
      null,
    ])
    world.salesforce.org.visibility.showObject('OpportunityLineItem')
    await world.sync()
    expect(await counts()).toEqual([2, 1, 1])
    expect((await connection())?.details[0]).toMatchObject({ count: 2, problem: null })
  })

  test('are removed when they are not wanted any more, and by nobody put back', async () => {
    await start()
    await choose(ALL)
    await world.sync({ full: true })
    await choose(['native_partner'])
    expect(await counts()).toEqual([0, 1, 0])
    await world.sync({ full: true })
    expect(await counts()).toEqual([0, 1, 0])
    await choose(ALL)
    await world.sync()
    expect(await counts()).toEqual([2, 1, 1])
  })

  test('are not put back by a sync that was reading them when they were turned off', async () => {
    await start()
    await choose(ALL)
    const { crmFor } = world.context
    let turnedOff = false
    world.context.crmFor = async (...of) => {
      const crm = await crmFor(...of)
      const all = crm.allDetails.bind(crm)
      crm.allDetails = async function* (kind, resume) {
        for await (const page of all(kind, resume)) {
          if (kind === 'line_item' && !turnedOff) {
            turnedOff = true
            await choose(['contact_role'])
          }
          yield page
        }
      }
      return crm
    }
    await world.sync({ full: true })
    expect(turnedOff).toBe(true)
    expect(await counts()).toEqual([0, 0, 1])
  })

  test('are refused for an account that does not offer them', async () => {
    await start()
    const actor = await admin()
    const offered = { hubspot: { detailKinds: [] }, salesforce: { detailKinds: [] } }
    const { connectionId, context } = world
    await expect(
      inWorld((tx) =>
        chooseDetails(
          tx,
          actor,
          { connectionId, kinds: ['line_item'], offered },
          { now: new Date(), newId: context.newId },
        ),
      ),
    ).rejects.toThrow('does not offer')
  })

  test('stand with the deals in an export, of the kinds that are mirrored', async () => {
    await start()
    await choose(['line_item'])
    await world.sync({ full: true })
    let written = ''
    const io = {
      out: async (text: string) => void (written += text),
      err: async () => undefined,
      signal: new AbortController().signal,
    }
    expect(await exportCommand.run(['deals'], io, world.context)).toBe(0)
    const deal = JSON.parse(written) as Record<string, unknown>
    expect(deal['lineItems']).toEqual([
      {
        externalId: expect.any(String),
        productCode: 'PD-1',
        productName: 'Desk PD-1',
        quantity: '2',
        amount: '100.00',
        currency: 'USD',
        amountProblem: null,
      },
      expect.objectContaining({ productCode: 'PD-2', amount: '200.50' }),
    ])
    expect(deal).not.toHaveProperty('nativePartners')
    await choose([])
    written = ''
    await exportCommand.run(['deals'], io, world.context)
    expect(written).not.toContain('lineItems')
  })
})

describe('a partner that the CRM itself names on a deal', () => {
  const choices = async (search = '') => {
    const { connectionId, context, deal } = world
    const actor = await admin()
    return partnerChoices.parse(
      await inWorld((tx) =>
        readPartnerChoices(tx, {
          actor,
          connectionId,
          dealExternalId: deal,
          search,
          now: new Date(),
          wordCrm: crmWords(context),
        }),
      ),
    ).partners
  }
  const HINT = 'Salesforce lists Northwind Consulting as Reseller on this deal.'
  const begin = async () => {
    await start()
    await inWorld((tx) => seedProgramme(tx, { now: new Date(), newId: world.context.newId }))
    await choose(['native_partner'])
    await world.sync({ full: true })
  }
  const giveDomain = (name: string, domain: string) =>
    inWorld(async (tx) => {
      const { id } = await tx.db
        .selectFrom('partner')
        .select('id')
        .where('name', '=', name)
        .executeTakeFirstOrThrow()
      await tx.db
        .insertInto('partner_domain')
        .values({ workspace_id: tx.workspaceId, partner_id: id, domain })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    })

  test('comes first among the choices, with what the CRM says of it in either role', async () => {
    await begin()
    await giveDomain('Northwind Consulting', 'northwind-consulting.example')
    const [hinted, ...others] = await choices()
    expect(hinted?.name).toBe('Northwind Consulting')
    expect(hinted?.influenced.notes[0]).toBe(HINT)
    expect(hinted?.sourced.notes[0]).toBe(HINT)
    expect(others.length).toBeGreaterThan(0)
    expect(JSON.stringify(others)).not.toContain('lists')
    world.salesforce.org.delete(first('Partner'))
    await world.sync()
    expect(JSON.stringify(await choices())).not.toContain('lists')
  })

  test('is nobody of ours by a domain that nobody of ours has, or by one of a mail service', async () => {
    await begin()
    world.salesforce.org.update(world.reseller, { Website: 'https://elsewhere.example' })
    await world.sync()
    expect(JSON.stringify(await choices())).not.toContain('lists')
    await giveDomain('Northwind Consulting', 'gmail.com')
    world.salesforce.org.update(world.reseller, { Website: 'gmail.com' })
    await world.sync()
    expect(JSON.stringify(await choices())).not.toContain('lists')
  })
})

describe('exchange rates', () => {
  test('of an org with several currencies are mirrored exactly, and asked for once a day', async () => {
    await start({ multiCurrency: true }, (org) => {
      org.addCurrency('EUR', '0.9')
      org.addDatedRate('EUR', '2026-01-01', '0.912345')
      org.addDatedRate('EUR', '2026-04-01', '0.87')
      org.addCurrency('CHF', '0.81')
    })
    await world.sync({ full: true })
    await world.sync()
    await world.sync({ full: true })
    expect(await kindCalls('exchange_rates')).toBe(1)
    const on = (currency: string, day: string) =>
      inWorld(
        async (tx) => (await exchangeRateOn(tx, world.connectionId, currency, day))?.unitsPerCorporateUnit,
      )
    expect(await on('EUR', '2025-12-31')).toBeUndefined()
    expect(await on('EUR', '2026-01-01')).toBe('0.912345')
    expect(await on('EUR', '2026-03-31')).toBe('0.912345')
    expect(await on('EUR', '2026-04-01')).toBe('0.87')
    expect(await on('CHF', '2001-01-01')).toBe('0.81')
    expect(await on('USD', '2026-01-01')).toBe('1')
    expect(await on('JPY', '2026-01-01')).toBeUndefined()
  })

  test('are not asked for in an org with one currency', async () => {
    await start()
    await world.sync({ full: true })
    expect(await kindCalls('exchange_rates')).toBe(0)
    expect(await inWorld((tx) => tx.db.selectFrom('exchange_rate').selectAll().execute())).toEqual([])
  })
})

/** Calls of one kind over all runs. */
const kindCalls = async (kind: string) =>
  ((await connection())?.runs ?? []).reduce((sum, run) => sum + (run.apiCalls[kind] ?? 0), 0)
