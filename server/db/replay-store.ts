import { z } from 'zod'
import type { WorkspaceTx } from './database.ts'

/** One calculation of a line with all that made it, as it is stored. */
export interface StoredCalculation {
  lineId: string
  revision: number
  currency: string
  amountMinor: bigint
  why: unknown
  /** The terms of the plan version that it went by. */
  terms: Record<string, unknown>
  creditId: string
  /** null for the line that says that no rule applies. */
  ruleId: string | null
  /** null: it was calculated before inputs were kept whole. */
  inputs: { input: Record<string, unknown>; effectiveTo: string | null } | null
}

const json = z.record(z.string(), z.unknown())
const storedInputs = z.object({
  input: json,
  effectiveTo: z.string().nullable(),
  creditId: z.string(),
  ruleId: z.string().nullable(),
})

/** Every calculation of a commission line, oldest first; none when there is no such line. */
export async function storedCalculations(tx: WorkspaceTx, lineId: string): Promise<StoredCalculation[]> {
  const rows = await tx.db
    .selectFrom('commission_calculation as c')
    .innerJoin('commission_line as l', 'l.id', 'c.line_id')
    .innerJoin('plan_version as v', 'v.id', 'c.plan_version_id')
    .select(['c.line_id', 'c.revision', 'c.amount_minor', 'c.inputs', 'c.why', 'v.terms'])
    .select(['l.currency', 'l.credit_id', 'l.rule_id'])
    .where('c.workspace_id', '=', tx.workspaceId)
    .where('c.line_id', '=', lineId)
    .orderBy('c.revision')
    .execute()
  return rows.map((row) => {
    const inputs = storedInputs.safeParse(row.inputs).data
    return {
      lineId: row.line_id,
      revision: row.revision,
      currency: row.currency,
      amountMinor: row.amount_minor,
      why: row.why,
      terms: json.parse(row.terms),
      creditId: inputs?.creditId ?? row.credit_id,
      ruleId: inputs ? inputs.ruleId : row.rule_id,
      inputs: inputs ? { input: inputs.input, effectiveTo: inputs.effectiveTo } : null,
    }
  })
}
