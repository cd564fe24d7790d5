import type { HttpHandler } from 'msw'
import { z } from 'zod'
import { control } from './control-endpoint.ts'
import { parseBody } from './endpoint.ts'
import { createInvoice, createPayment, refundPayment } from './money.ts'
import type { Simulator } from './simulator.ts'

const amount = z.string()
const links = { dealId: z.string().optional() }
const paymentBody = z.object({
  ...links,
  invoiceId: z.string().optional(),
  amount,
  currency: z.string().optional(),
  status: z.string().optional(),
  paidAt: z.iso.datetime().optional(),
})
const invoiceBody = z.object({
  ...links,
  amount,
  tax: z.string().optional(),
  number: z.string().optional(),
  currency: z.string().optional(),
  status: z.enum(['draft', 'open', 'paid', 'voided']).optional(),
  paidAt: z.iso.datetime().optional(),
})
const refundBody = z.object({ refunded: amount })

/** Payments and invoices as a portal's own user records them. */
export function controlMoneyHandlers({ portal }: Simulator): HttpHandler[] {
  return [
    control('post', '/simulator/payments', ({ text }) => ({
      id: createPayment(portal, parseBody(paymentBody, text)).id,
    })),
    control('post', '/simulator/payments/:id/refund', ({ params, text }) => {
      const { id, properties } = refundPayment(portal, params.id ?? '', parseBody(refundBody, text).refunded)
      return { id, status: properties.hs_latest_status }
    }),
    control('post', '/simulator/invoices', ({ text }) => ({
      id: createInvoice(portal, parseBody(invoiceBody, text)).id,
    })),
  ]
}
