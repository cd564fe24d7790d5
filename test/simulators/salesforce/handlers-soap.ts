import { apiVersion } from './api-version.ts'
import type { ApiRequest, Endpoint } from './endpoint.ts'
import { textOf } from './record.ts'
import type { Answer } from './reply.ts'
import type { World } from './simulator.ts'

/** `getUserInfo` alone: the one place that tells the corporate currency of an org with one currency. */
export function soapEndpoint(world: World): Endpoint {
  return {
    method: 'POST',
    path: `/services/Soap/u/${apiVersion}`,
    kind: 'soap.getUserInfo',
    access: 'none', // the session is in the envelope, and refusals are faults
    answer: (request) => answer(world, request),
  }
}

function answer(world: World, { text }: ApiRequest): Answer {
  const session = /<(?:\w+:)?sessionId(?:\s[^>]*)?>([^<]*)</.exec(text)?.[1] ?? ''
  const userId = world.installations.userOf(unescaped(session))
  if (userId === undefined)
    return fault('INVALID_SESSION_ID', 'Invalid Session ID found in SessionHeader: Illegal Session')
  if (world.dailyCalls.used >= world.dailyCalls.limit)
    return fault('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
  world.dailyCalls.spend()
  if (!/<(?:\w+:)?getUserInfo[\s/>]/.test(text)) return fault('UNSUPPORTED_API_VERSION', 'unknown operation')
  const { settings } = world.org
  const user = world.org.record(userId)
  const fields = {
    accessibilityMode: 'false',
    currencySymbol: settings.currency === 'USD' ? '$' : settings.currency,
    orgDefaultCurrencyIsoCode: settings.multiCurrency ? undefined : settings.currency,
    organizationId: settings.orgId,
    organizationMultiCurrency: String(settings.multiCurrency),
    organizationName: settings.name,
    userDefaultCurrencyIsoCode: settings.multiCurrency ? settings.currency : undefined,
    userEmail: textOf(user, 'Email'),
    userFullName: textOf(user, 'Name'),
    userId,
    userLanguage: 'en_US',
    userLocale: 'en_US',
    userName: textOf(user, 'Username'),
    userTimeZone: settings.timeZone,
    userType: 'Standard',
  }
  const result = Object.entries(fields)
    .map(([name, value]) =>
      value === undefined ? `<${name} xsi:nil="true"/>` : `<${name}>${escaped(value)}</${name}>`,
    )
    .join('')
  return envelope(200, `<getUserInfoResponse><result>${result}</result></getUserInfoResponse>`)
}

function fault(code: string, message: string): Answer {
  const text = `${code}: ${message}`
  return envelope(
    500,
    `<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${escaped(text)}</faultstring></soapenv:Fault>`,
  )
}

function envelope(status: number, body: string): Answer {
  return {
    status,
    body: `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:fault.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`,
    headers: { 'Content-Type': 'text/xml; charset=utf-8' },
  }
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos|#x21|#33);/g, (_whole, name: string) => entities[name] ?? '!')
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
