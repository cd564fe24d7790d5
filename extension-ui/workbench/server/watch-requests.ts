import type { RequestHandler } from 'express'

export interface Noticed {
  /** Something on this record was changed through the card; the id is HubSpot's or Salesforce's. */
  dealChanged(dealId: string): void
  paymentFileDownloaded(): void
}

const CARD_CHANGE = /^\/v1\/card\/deals\/(\w+)\//
const PAYMENT_FILE = /^\/v1\/console\/payouts\/batches\/[^/]+\/payment-file\.csv$/

/** Looks over the real server's shoulder: which requests it answered with success. */
export function watchRequests(noticed: Noticed): RequestHandler {
  return (request, response, next) => {
    const dealId = request.method === 'POST' ? CARD_CHANGE.exec(request.path)?.[1] : undefined
    const isFile = request.method === 'GET' && PAYMENT_FILE.test(request.path)
    if (dealId !== undefined || isFile) {
      response.on('finish', () => {
        if (response.statusCode !== 200) return
        if (dealId !== undefined) noticed.dealChanged(dealId)
        if (isFile) noticed.paymentFileDownloaded()
      })
    }
    next()
  }
}
