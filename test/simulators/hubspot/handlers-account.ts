import { HttpResponse, type HttpHandler } from 'msw'
import { ApiRefusal } from './api-refusal.ts'
import { apiVersion, endpoint } from './endpoint.ts'
import { offsetMsOf } from './time-zone.ts'
import type { World } from './simulator.ts'

export function accountHandlers(world: World): HttpHandler[] {
  return [
    endpoint(world, {
      method: 'get',
      path: `/account-info/${apiVersion}/details`,
      kind: 'account.details',
      anyScope: () => ['oauth'],
      answer: () => HttpResponse.json(detailsJson(world)),
    }),
    endpoint(world, {
      method: 'delete',
      path: `/appinstalls/${apiVersion}/external-install`,
      kind: 'account.uninstall',
      anyScope: () => ['oauth'],
      answer: ({ caller }) => {
        if (caller?.kind !== 'oauth') {
          throw new ApiRefusal({
            status: 403,
            category: 'FORBIDDEN',
            message: 'Only an OAuth app can be uninstalled.',
          })
        }
        world.installations.uninstall()
        return new HttpResponse(null, { status: 204 })
      },
    }),
  ]
}

function detailsJson(world: World) {
  const { portalId, timeZone, companyCurrency, additionalCurrencies } = world.portal.settings
  const offsetMs = offsetMsOf(timeZone, world.portal.now().getTime())
  return {
    portalId,
    accountType: 'STANDARD',
    timeZone,
    companyCurrency,
    additionalCurrencies,
    utcOffset: offsetText(offsetMs),
    utcOffsetMilliseconds: offsetMs,
    uiDomain: 'app.hubspot.com',
    dataHostingLocation: 'na1',
  }
}

function offsetText(ms: number): string {
  const minutes = Math.abs(ms) / 60_000
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  return `${ms < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}
