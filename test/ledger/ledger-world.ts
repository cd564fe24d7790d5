import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '../../server/auth/actor.ts'
import { type PartnerBalance, balancesByPartner } from '../../server/db/ledger-store.ts'
import { commissionLinesOf } from '../../server/db/commission-store.ts'
import { reactToDeal } from '../../server/workflows/accrue-commission.ts'
import { decideRegistration } from '../../server/workflows/decide-registration.ts'
import { recordCustomerPayment } from '../../server/workflows/record-customer-payment.ts'
import { submitRegistration } from '../../server/workflows/submit-registration.ts'
import { tagPartner } from '../../server/workflows/tag-partner.ts'
import { type CardWorld, type NewDeal, openCardWorld } from '../card/card-world.ts'
import type { TestDatabase } from '../support/test-database.ts'

/** The card's world, with short words for what happens to money. */
export interface LedgerWorld extends CardWorld {
  northwind: string
  brightpath: string
  tag(deal: string, partnerId: string, role?: 'sourced' | 'influenced', actor?: Actor): Promise<string>
  /** Submitted by Riley and approved by Casey. */
  register(deal: string, partnerId: string): Promise<void>
  /** What a changed deal's job does. */
  react(deal: string): Promise<void>
  win(deal: string, change?: Partial<NewDeal>): Promise<void>
  pay(
    deal: string,
    amount: string,
    over?: Partial<{ paidOn: string; evidence: string; key: string; currency: string }>,
  ): Promise<void>
  /** In dollars unless said otherwise. */
  balance(partnerId: string, currency?: string): Promise<PartnerBalance['balances']>
  /** Latest amount of each line of a deal, with the number of its revision. */
  lines(deal: string): Promise<{ amountMinor: bigint; revision: number; because: string }[]>
  transactionCount(): Promise<number>
}

export async function openLedgerWorld(opened?: TestDatabase): Promise<LedgerWorld> {
  const world = await openCardWorld(opened)
  const ref = (dealExternalId: string) => ({ connectionId: world.connectionId, dealExternalId })
  const react = async (deal: string) => {
    const dealId = await world.dealId(deal)
    await world.do((tx) => reactToDeal(tx, world.moment, dealId))
  }
  return {
    ...world,
    northwind: await world.partner('Northwind Consulting'),
    brightpath: await world.partner('Brightpath Systems'),
    tag: (deal, partnerId, role = 'sourced', actor = world.riley) =>
      world.do((tx) =>
        tagPartner(tx, world.moment, actor, {
          ...ref(deal),
          partnerId,
          role,
          reason: 'They made the introduction',
          touchpoints: [],
        }),
      ),
    async register(deal, partnerId) {
      const claim = { contactName: 'Noa', contactEmail: null, useCase: 'Renewal', evidence: 'Met on 2 March' }
      const registrationId = await world.do((tx) =>
        submitRegistration(tx, world.moment, world.riley, { ...ref(deal), partnerId, claim }),
      )
      await world.do((tx) =>
        decideRegistration(tx, world.moment, world.casey, {
          ...ref(deal),
          registrationId,
          decision: { decision: 'approve' },
        }),
      )
    },
    react,
    async win(deal, change = {}) {
      await world.changeDeal(deal, { outcome: 'won', closedAt: world.moment.now, ...change })
      await react(deal)
    },
    pay: (deal, amount, over = {}) =>
      world.do((tx) =>
        recordCustomerPayment(tx, world.moment, world.finley, {
          ...ref(deal),
          amount: { amount, currency: over.currency ?? 'USD' },
          paidOn: over.paidOn ?? '2026-03-02',
          evidence: over.evidence ?? `INV-${randomUUID()}`,
          idempotencyKey: over.key ?? randomUUID(),
        }),
      ),
    async balance(partnerId, currency = 'USD') {
      const balances = await world.do((tx) => balancesByPartner(tx, [partnerId]))
      const found = balances.find((balance) => balance.currency === currency)
      if (!found) throw new Error('this partner has nothing in the ledger')
      return found.balances
    },
    async lines(deal) {
      const dealId = await world.dealId(deal)
      const lines = await world.do((tx) => commissionLinesOf(tx, dealId))
      return lines.map(({ latest }) => ({
        amountMinor: latest.amountMinor,
        revision: latest.revision,
        because: latest.change.because,
      }))
    },
    async transactionCount() {
      const row = await world.do((tx) =>
        tx.db
          .selectFrom('ledger_transaction')
          .select(sql<bigint>`count(*)`.as('n'))
          .executeTakeFirstOrThrow(),
      )
      return Number(row.n)
    },
  }
}
