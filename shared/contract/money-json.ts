import { z } from 'zod'

/** Money on the wire: a decimal string in the currency's own exponent, never a JSON number. */
export const moneyJson = z.object({
  amount: z.string().regex(/^-?\d+(\.\d+)?$/, 'a decimal number as text, such as "7200.00"'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code'),
})
export type MoneyJson = z.infer<typeof moneyJson>
