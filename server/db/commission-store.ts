import { sql } from 'kysely'
import type { Why } from '../../shared/commission/why.ts'
import type { WorkspaceTx } from './database.ts'
import { toJsonb } from './json.ts'
import { storedWhy } from './stored-why.ts'

/** Stands where a line follows from no rule. No rule can have this id. */
export const NO_RULE = '-'

/** What one credit earns under one rule of one deal. Its amount is that of the latest calculation. */
export interface CommissionLineRecord {
  id: string
  creditId: string
  dealId: string
  partnerId: string
  /** `NO_RULE` when no rule applied. */
  ruleId: string
  currency: string
  createdAt: Date
  latest: CalculationRecord
}

/** One calculation of a line. A later one takes its place and says what changed; none is ever edited. */
export interface CalculationRecord {
  lineId: string
  revision: number
  planVersionId: string
  amountMinor: bigint
  /** What it adds to the partner's revenue of the period. */
  revenueMinor: bigint
  /** Close date in the plan's time zone: the period in which revenue and commission count. */
  closedOn: string | null
  why: Why
  /** null for a calculation from before inputs were kept whole. */
  inputs: StoredInputs | null
  /** What changed since the revision before. */
  change: { fromMinor: bigint | null; because: string }
  calculatedAt: Date
}

/** All that made an amount, as plain JSON: evaluated again with the terms of its plan version, it gives the same cents. */
export interface StoredInputs {
  /** A commission's input in its public format, without the plan. */
  input: Record<string, unknown>
  /** The end of the plan's window as it was then. */
  effectiveTo: string | null
}

/** The lines of a deal with their latest calculation, oldest line first. */
export async function commissionLinesOf(tx: WorkspaceTx, dealId: string): Promise<CommissionLineRecord[]> {
  const rows = await tx.db
    .selectFrom('commission_line as l')
    .innerJoin('commission_calculation as c', 'c.line_id', 'l.id')
    .select(['l.id', 'l.credit_id', 'l.deal_id', 'l.partner_id', 'l.rule_id', 'l.currency', 'l.created_at'])
    .select([
      'c.revision',
      'c.plan_version_id',
      'c.amount_minor',
      'c.revenue_minor',
      'c.closed_on',
      'c.why',
      'c.inputs',
      'c.cause',
      'c.calculated_at',
    ])
    .where('l.workspace_id', '=', tx.workspaceId)
    .where('l.deal_id', '=', dealId)
    .where(
      sql<boolean>`c.revision = (select max(o.revision) from commission_calculation o where o.line_id = c.line_id)`,
    )
    .orderBy('l.created_at')
    .orderBy('l.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    creditId: row.credit_id,
    dealId: row.deal_id,
    partnerId: row.partner_id,
    ruleId: row.rule_id,
    currency: row.currency,
    createdAt: row.created_at,
    latest: toCalculation({ ...row, line_id: row.id }),
  }))
}

/** These calculations, by `line id:revision`; unknown ones are absent. */
export async function calculationsByRevision(
  tx: WorkspaceTx,
  wanted: readonly { lineId: string; revision: number }[],
): Promise<Map<string, CalculationRecord>> {
  if (wanted.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('commission_calculation')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('line_id', 'in', [...new Set(wanted.map(({ lineId }) => lineId))])
    .execute()
  return new Map(rows.map((row) => [`${row.line_id}:${row.revision}`, toCalculation(row)]))
}

export async function insertCommissionLine(
  tx: WorkspaceTx,
  line: Omit<CommissionLineRecord, 'latest'>,
): Promise<void> {
  await tx.db
    .insertInto('commission_line')
    .values({
      workspace_id: tx.workspaceId,
      id: line.id,
      credit_id: line.creditId,
      deal_id: line.dealId,
      partner_id: line.partnerId,
      rule_id: line.ruleId,
      currency: line.currency,
      created_at: line.createdAt,
    })
    .execute()
}

export async function insertCalculation(
  tx: WorkspaceTx,
  line: Pick<CommissionLineRecord, 'partnerId' | 'creditId' | 'ruleId'>,
  calculation: CalculationRecord,
): Promise<void> {
  const { fromMinor, because } = calculation.change
  const { creditId, ruleId } = line
  await tx.db
    .insertInto('commission_calculation')
    .values({
      workspace_id: tx.workspaceId,
      line_id: calculation.lineId,
      revision: calculation.revision,
      plan_version_id: calculation.planVersionId,
      amount_minor: calculation.amountMinor,
      revenue_minor: calculation.revenueMinor,
      closed_on: calculation.closedOn,
      partner_id: line.partnerId,
      inputs: toJsonb({
        ...calculation.inputs,
        creditId,
        ruleId: ruleId === NO_RULE ? null : ruleId,
        change: {
          fromMinor: fromMinor === null ? null : String(fromMinor),
          toMinor: String(calculation.amountMinor),
          deltaMinor: String(calculation.amountMinor - (fromMinor ?? 0n)),
        },
      }),
      why: toJsonb(calculation.why),
      cause: because,
      calculated_at: calculation.calculatedAt,
    })
    .execute()
}

interface CalculationRow {
  line_id: string
  revision: number
  plan_version_id: string
  amount_minor: bigint
  revenue_minor: bigint
  closed_on: string | null
  inputs: unknown
  why: unknown
  cause: string
  calculated_at: Date
}

function toCalculation(row: CalculationRow): CalculationRecord {
  // Written by `insertCalculation` alone and never changed.
  const inputs = row.inputs as Partial<StoredInputs> & { change: { fromMinor: string | null } }
  const { fromMinor } = inputs.change
  return {
    lineId: row.line_id,
    revision: row.revision,
    planVersionId: row.plan_version_id,
    amountMinor: row.amount_minor,
    revenueMinor: row.revenue_minor,
    closedOn: row.closed_on,
    why: storedWhy(row.why),
    inputs: inputs.input ? { input: inputs.input, effectiveTo: inputs.effectiveTo ?? null } : null,
    change: { fromMinor: fromMinor === null ? null : BigInt(fromMinor), because: row.cause },
    calculatedAt: row.calculated_at,
  }
}
