import type { Context } from '../../server/context.ts'
import type { WorkspaceTx } from '../../server/db/database.ts'
import { postTransaction } from '../../server/db/ledger-store.ts'
import { accrue } from '../../shared/ledger/posting.ts'
import { PLAIN_TEXT } from './valid-body.ts'
import type { Tenant } from './seed-tenant.ts'

/** An id of everything that an address or a body can name, by the name that it has there. */
export type RecordIds = Record<
  | 'dealId'
  | 'creditId'
  | 'registrationId'
  | 'partnerId'
  | 'batchId'
  | 'itemId'
  | 'connectionId'
  | 'outboxId'
  /** Our own id of the deal; `dealId` is the CRM's. */
  | 'dealRowId'
  | 'eventId'
  | 'keyId'
  | 'userId'
  | 'programmeId'
  | 'versionId'
  | 'draftId'
  | 'simulationId'
  | 'lineId'
  | 'disputeId'
  | 'month'
  | 'rateKey',
  string
>

let next = 70_001

/** One row of each kind, fresh at every call; `mark` is in every name. */
export async function seedRecords(context: Context, tenant: Tenant, mark: string): Promise<RecordIds> {
  const number = next++
  const now = new Date()
  const { newId } = context
  const ids = {
    creditId: newId(),
    registrationId: newId(),
    partnerId: newId(),
    batchId: newId(),
    itemId: newId(),
    outboxId: newId(),
    dealRowId: newId(),
    eventId: newId(),
    keyId: newId(),
    versionId: newId(),
    draftId: newId(),
    simulationId: newId(),
    lineId: newId(),
    disputeId: newId(),
    // A month in which this workspace alone has entries.
    month: mark.startsWith('Our') ? '2026-01' : '1999-05',
    rateKey: `EUR-USD-${new Date(Date.UTC(1900, 0, number - 70_000)).toISOString().slice(0, 10)}`,
  }
  const person = await tenant.person(['channel_manager'])
  const scope = { workspace_id: tenant.workspaceId }
  const name = `${mark} ${number}`
  let programmeId = ''
  await context.db.inWorkspace(tenant.workspaceId, async ({ db }) => {
    const type = { partner_type: 'referral' as const }
    await db
      .insertInto('programme')
      .values({
        ...scope,
        ...type,
        id: newId(),
        name: `${mark} programme`,
        tiers: ['gold', PLAIN_TEXT],
        created_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    programmeId = await seedPlan(db, { ...ids, scope, name, number, by: person.id })
    await db
      .insertInto('partner')
      .values({
        ...scope,
        ...type,
        id: ids.partnerId,
        name,
        tier: 'gold',
        status: 'active',
        payout_currency: 'USD',
        contact_name: null,
        contact_email: null,
        created_at: now,
      })
      .execute()
    const dealId = ids.dealRowId
    await db
      .insertInto('deal')
      .values({
        ...scope,
        id: dealId,
        connection_id: tenant.connectionId,
        external_id: String(number),
        name,
        amount_minor: 100_000n,
        currency: 'USD',
        amount_text: '1000',
        amount_problem: null,
        pipeline_id: null,
        stage_id: null,
        stage_label: 'Open',
        outcome: 'open',
        deal_type: null,
        closed_at: null,
        owner_id: null,
        account_external_id: null,
        state: 'active',
        merged_into: null,
        crm_created_at: now,
        crm_modified_at: now,
        content_hash: name,
        synced_at: now,
      })
      .execute()
    const claim = { contactName: name, contactEmail: null, useCase: name, evidence: name }
    const link = { ...scope, deal_id: dealId, partner_id: ids.partnerId }
    await db
      .insertInto('registration')
      .values({
        ...link,
        id: ids.registrationId,
        status: 'in_review',
        claim: JSON.stringify(claim),
        submitted_by: person.id,
        submitted_at: now,
        complete_at: now,
        sla_due_at: now,
        sla_paused_at: null,
        decided_by: null,
        decided_at: null,
        reject_reason: null,
        message_to_partner: null,
        question: null,
        answer: null,
        protected_until: null,
      })
      .execute()
    await db
      .insertInto('credit')
      .values({
        ...link,
        id: ids.creditId,
        role: 'influenced',
        evidence: 'manual',
        registration_id: null,
        reason: name,
        created_by: person.id,
        created_at: now,
        locked_at: null,
        removed_by: null,
        removed_at: null,
        removed_reason: null,
      })
      .execute()
    await db
      .insertInto('outbox')
      .values({
        ...scope,
        id: ids.outboxId,
        topic: 'crm.write_back',
        dedupe_key: null,
        payload: JSON.stringify({ dealId }),
        attempts: 5,
        leased_until: null,
        done_at: null,
        parked_at: now,
        last_problem: name,
      })
      .execute()
    await db
      .insertInto('customer_event')
      .values({
        ...scope,
        id: ids.eventId,
        source: 'events_api',
        external_id: name,
        type: 'payment.succeeded',
        body: JSON.stringify(paymentEvent(name)),
        body_hash: name,
        state: 'waiting',
        waits_for: `deal:${tenant.connectionId}:none`,
        problem: name,
        deal_id: null,
        payment_id: null,
        api_key_id: null,
        occurred_at: now,
        received_at: now,
        settled_by: null,
        settled_at: null,
      })
      .execute()
    await db
      .insertInto('api_key')
      .values({
        ...scope,
        id: ids.keyId,
        name,
        prefix: 'pdk_000000',
        secret_hash: ids.keyId,
        scopes: ['events:write'],
        created_by: person.id,
        created_at: now,
        last_used_at: null,
        revoked_by: null,
        revoked_at: null,
      })
      .execute()
    await db
      .insertInto('fx_rate')
      .values({
        ...scope,
        from_currency: 'EUR',
        to_currency: 'USD',
        on_date: ids.rateKey.slice(-10),
        rate: '1.09',
        source: name,
        recorded_by: person.id,
        recorded_at: now,
      })
      .execute()
    await db
      .insertInto('payout_batch')
      .values({
        ...scope,
        id: ids.batchId,
        number,
        currency: 'USD',
        status: 'draft',
        item_count: 1,
        total_minor: 100n,
        content_hash: name,
        created_by: person.id,
        created_at: now,
        approved_by: null,
        approved_at: null,
        closed_at: null,
      })
      .execute()
    await db
      .insertInto('payout_item')
      .values({
        ...scope,
        id: ids.itemId,
        batch_id: ids.batchId,
        partner_id: ids.partnerId,
        partner_name: name,
        amount_minor: 100n,
        currency: 'USD',
        status: 'queued',
        idempotency_key: name,
        commission_lines: '[]',
        provider_reference: null,
        updated_at: now,
      })
      .execute()
  })
  await seedCommission(context, { ...ids, scope, name, by: person.id })
  return {
    ...ids,
    programmeId,
    dealId: String(number),
    connectionId: tenant.connectionId,
    userId: person.id,
  }
}

/** A commission line with its entry in the ledger and a dispute. */
async function seedCommission(
  context: Context,
  seed: Pick<
    RecordIds,
    'lineId' | 'disputeId' | 'month' | 'creditId' | 'dealRowId' | 'partnerId' | 'versionId'
  > & { scope: { workspace_id: string }; name: string; by: string },
): Promise<void> {
  const { scope, name, by, lineId, dealRowId, partnerId } = seed
  const now = new Date()
  const link = { ...scope, deal_id: dealRowId, partner_id: partnerId }
  const amount = { amount: '1.00', currency: 'USD' }
  const why = {
    plan: { id: name, version: 1, currency: 'USD', earning: { kind: 'onWon' } },
    inputs: { dealId: dealRowId, partnerId, role: 'influenced', closeDate: `${seed.month}-15` },
    rule: { id: 'sourced', text: name },
    outsidePlan: null,
    withdrawn: null,
    tried: [],
    steps: [{ step: 'flat', amount }],
    amount,
  }
  await context.db.inWorkspace(scope.workspace_id, async (tx) => {
    const line = {
      id: lineId,
      credit_id: seed.creditId,
      rule_id: 'sourced',
      currency: 'USD',
      created_at: now,
    }
    await tx.db
      .insertInto('commission_line')
      .values({ ...link, ...line })
      .execute()
    await tx.db
      .insertInto('commission_calculation')
      .values({
        ...scope,
        line_id: lineId,
        revision: 1,
        plan_version_id: seed.versionId,
        amount_minor: 100n,
        inputs: JSON.stringify({ change: { fromMinor: null, toMinor: '100', deltaMinor: '100' } }),
        why: JSON.stringify(why),
        cause: name,
        calculated_at: now,
      })
      .execute()
    await postTransaction(
      tx,
      {
        idempotencyKey: lineId,
        kind: 'accrue',
        cause: { dealId: dealRowId, lineId, revision: 1 },
        effectiveAt: new Date(`${seed.month}-15T12:00:00Z`),
        postings: accrue({ partnerId, dealId: dealRowId, commissionLineId: lineId, currency: 'USD' }, 100n),
      },
      { now, newId: context.newId },
    )
    const state = { status: 'open', opened_by: by, opened_at: now, evidence: name } as const
    await tx.db
      .insertInto('dispute')
      .values({
        ...link,
        ...state,
        id: seed.disputeId,
        line_id: lineId,
        decided_by: null,
        decided_at: null,
        decision: null,
      })
      .execute()
  })
}

/** A version that was in force for one day of its own, a draft of the next and a simulation of that. */
async function seedPlan(
  db: WorkspaceTx['db'],
  seed: {
    scope: { workspace_id: string }
    versionId: string
    draftId: string
    simulationId: string
    name: string
    number: number
    by: string
  },
): Promise<string> {
  const { scope, name, number, by } = seed
  const now = new Date()
  const programme = await db.selectFrom('programme').select('id').executeTakeFirstOrThrow()
  const day = new Date(Date.UTC(1900, 0, number - 70_000)).toISOString().slice(0, 10)
  const terms = JSON.stringify({
    id: name,
    version: number,
    currency: 'USD',
    timeZone: 'UTC',
    effectiveFrom: day,
    effectiveTo: day,
    earning: { kind: 'onWon' },
    rules: [{ id: 'sourced', role: 'sourced', rate: { kind: 'flat', amount: '1.00' } }],
  })
  const ofPlan = { ...scope, programme_id: programme.id }
  await db
    .insertInto('plan_version')
    .values({
      ...ofPlan,
      id: seed.versionId,
      plan_key: name,
      version: number,
      effective_from: day,
      effective_to: day,
      terms,
      terms_hash: name,
      published_by: name,
      published_at: now,
    })
    .execute()
  await db
    .insertInto('plan_draft')
    .values({
      ...ofPlan,
      id: seed.draftId,
      based_on: seed.versionId,
      terms,
      status: 'draft',
      edited_by: [by],
      created_by: by,
      created_at: now,
      updated_by: by,
      updated_at: now,
    })
    .execute()
  await db
    .insertInto('plan_simulation')
    .values({
      ...ofPlan,
      id: seed.simulationId,
      draft_id: seed.draftId,
      draft_revision: 1,
      terms,
      terms_hash: name,
      from_date: day,
      to_date: day,
      status: 'running',
      credits_csv: name,
      requested_by: by,
      requested_at: now,
    })
    .execute()
  return programme.id
}

const paymentEvent = (name: string) => ({
  id: name,
  occurredAt: '2026-03-01T00:00:00Z',
  type: 'payment.succeeded',
  data: {
    payment: name,
    deal: { crm: 'hubspot', externalId: 'none' },
    amount: '10.00',
    currency: 'USD',
    paidOn: '2026-03-01',
  },
})
