import { redeemTicket } from '../auth/console-ticket.ts'
import type { Endpoint } from './endpoint.ts'
import { sendPage } from './page.ts'
import { sessionCookie } from './session-cookie.ts'

export const consoleEnterEndpoint: Endpoint = {
  operationId: 'enterConsole',
  method: 'get',
  path: '/console/enter',
  summary: 'Trade a one-time ticket from the card for a session, then go to the page that it names',
  contentType: 'text/html',
  statuses: { 303: 'Signed in', 401: 'The ticket is unknown, used or older than a minute' },
  limited: true,
  async handle(context, request, response) {
    // Link previews ask with HEAD; they must not use the ticket up.
    const ticket = request.method === 'GET' ? onlyTicket(request.originalUrl) : undefined
    const entered = ticket ? await redeemTicket(context.db, ticket) : undefined
    if (!entered) {
      sendPage(response, 401, {
        title: 'This link cannot be used any more',
        paragraphs: [
          'A link into the console works once, and for one minute.',
          'Go back to the deal in your CRM and choose "Open console" again.',
        ],
      })
      return
    }
    const { name, options } = sessionCookie(context.config)
    response.cookie(name, entered.sessionSecret, options)
    response.set('Cache-Control', 'no-store').redirect(303, entered.returnPath)
  },
}

function onlyTicket(originalUrl: string): string | undefined {
  const tickets = new URLSearchParams(originalUrl.split('?')[1] ?? '').getAll('ticket')
  return tickets.length === 1 ? tickets[0] : undefined
}
