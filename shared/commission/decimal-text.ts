import { z } from 'zod'

/** Decimal text in a plan or deal: never a JSON number, which has lost digits before anybody can look. */
export const decimalText = z.string({ error: 'must be decimal text in quotes, such as "12.50"' })
