import { z } from 'zod'

/** What a line of `export deals` says, as far as these tests go. */
export const exportedDeal = z.object({
  connectionId: z.uuid(),
  externalId: z.string(),
  name: z.string(),
  amount: z.string().nullable(),
  currency: z.string().nullable(),
  amountProblem: z.string().nullable(),
  outcome: z.enum(['open', 'won', 'lost']),
  closeDate: z.string().nullable(),
  accountExternalId: z.string().nullable(),
  state: z.string(),
})
export type ExportedDeal = z.infer<typeof exportedDeal>

export const exportedAccount = z.object({
  connectionId: z.uuid(),
  externalId: z.string(),
  name: z.string(),
  parentExternalId: z.string().nullable(),
})

/** A line of `sync` without arguments. */
export const listedConnection = z.object({
  connectionId: z.uuid(),
  crm: z.string(),
  externalAccountId: z.string(),
  status: z.string(),
  apiBaseUrl: z.url(),
})
export type ListedConnection = z.infer<typeof listedConnection>

export const syncSummary = z.object({
  connectionId: z.uuid(),
  kind: z.enum(['full', 'incremental']),
  records: z.object({ deal: z.int(), account: z.int() }),
  rowsWritten: z.object({ deal: z.int(), account: z.int() }),
  /** `total`, and each kind of call by its name. */
  apiCalls: z.object({ total: z.int() }).catchall(z.int()),
  seconds: z.number(),
  peakRssMb: z.number(),
})
export type SyncSummary = z.infer<typeof syncSummary>

/** "1,054.50" without its comma → 105450n. Two decimals exactly, as every dollar amount of ours has. */
export function cents(decimal: string): bigint {
  if (!/^-?\d+\.\d\d$/.test(decimal)) throw new Error(`${decimal} does not have two decimals`)
  return BigInt(decimal.replace('.', ''))
}

/** 15 %, rounded half away from zero: what the referral plan pays for a deal that it sourced. */
export function fifteenPercent(amountCents: bigint): bigint {
  const hundredths = amountCents * 15n
  return (hundredths + (hundredths < 0n ? -50n : 50n)) / 100n
}
