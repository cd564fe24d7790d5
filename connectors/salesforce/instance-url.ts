import { CrmError } from '../crm.port.ts'

/** An origin that our requests may go to; nothing else makes one but the functions of this file. */
export interface TrustedOrigin {
  /** "https://acme.my.salesforce.com" */
  readonly origin: string
  /** A simulator on this machine, allowed by the configured login address being one. */
  readonly loopback: boolean
}

const LOGIN_HOSTS = ['login.salesforce.com', 'test.salesforce.com']

/**
 * My Domain: "acme", with "--uat" for a sandbox, with the partition that the org lives in where it has one.
 * https://help.salesforce.com/s/articleView?id=xcloud.domain_name_url_formats.htm
 */
const PARTITIONS = ['sandbox', 'develop', 'scratch', 'demo', 'patch', 'trailblaze', 'free', 'wave', 'stage']
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const MY_DOMAIN = new RegExp(`^(${LABEL})(?:\\.(?:${PARTITIONS.join('|')}))?\\.my\\.salesforce\\.com$`)

/** Where an org's API answers, as Salesforce named it to us. Throws `CrmError('rejected')` for any other place. */
export function trustInstance(url: string, loginUrl: string): TrustedOrigin {
  const trusted = loopbackOf(url, loginUrl) ?? originOf(url, isMyDomain)
  if (trusted) return trusted
  throw new CrmError('rejected', 'Salesforce named a server that is none of its own. Nothing was sent there.')
}

/** Where people sign in: one of the two login hosts, or an org's own. Throws like `trustInstance`. */
export function trustLogin(url: string, loginUrl: string): TrustedOrigin {
  const trusted = loopbackOf(url, loginUrl) ?? originOf(url, isLoginHost)
  if (trusted) return trusted
  throw new CrmError('rejected', 'That is no address at which people sign in to Salesforce.')
}

/**
 * The sign-in address that an admin means by what they typed: nothing, "test", a My Domain name with or without
 * https and a path, or what stands in their browser's address bar. Throws `CrmError('rejected')` with a text for them.
 */
export function signInSite(typed: string | null, loginUrl: string): TrustedOrigin {
  const text = (typed ?? '').trim().toLowerCase()
  if (text === '' || text === 'production' || text === 'login') return trustLogin(loginUrl, loginUrl)
  const own = loopbackOf(text, loginUrl)
  if (own) return own
  if (text === 'test' || text === 'sandbox') return { origin: 'https://test.salesforce.com', loopback: false }
  const host = /^(?:https:\/\/)?([^/?#]+)(?:[/?#].*)?$/s.exec(text)?.[1] ?? ''
  const meant = `https://${myDomainOf(host)}`
  const trusted = originOf(meant, isLoginHost)
  if (trusted) return trusted
  throw new CrmError(
    'rejected',
    'That is not the address of a Salesforce org. Type your My Domain, such as acme.my.salesforce.com or ' +
      'acme--uat.sandbox.my.salesforce.com; it stands in Setup under My Domain. Leave the field empty for login.salesforce.com, ' +
      'or type "test" for test.salesforce.com.',
  )
}

/** Where people open records: "https://acme.lightning.force.com". */
export function lightningOrigin(instance: TrustedOrigin): string {
  return instance.loopback
    ? instance.origin
    : instance.origin.replace(/\.my\.salesforce\.com$/, '.lightning.force.com')
}

/** Lightning and Setup pages have hosts of their own, which sign nobody in; the org's name is the same. */
function myDomainOf(host: string): string {
  return host
    .replace(/\.lightning\.force\.com$/, '.my.salesforce.com')
    .replace(/\.my\.salesforce-setup\.com$/, '.my.salesforce.com')
}

const isMyDomain = (host: string): boolean => {
  const label = MY_DOMAIN.exec(host)?.[1]
  // "xn--" begins a name that shows itself in other letters than it is written in.
  return label !== undefined && !label.startsWith('xn--')
}
const isLoginHost = (host: string): boolean => LOGIN_HOSTS.includes(host) || isMyDomain(host)

/** Compared as text first: a parser would quietly mend what we want to refuse (user info, ports, letters of other scripts). */
function originOf(url: string, isTrusted: (host: string) => boolean): TrustedOrigin | undefined {
  const host = /^https:\/\/([a-z0-9.-]+)\/?$/.exec(url)?.[1]
  if (host === undefined || !isTrusted(host)) return undefined
  const parsed = URL.parse(url)
  return parsed?.origin === `https://${host}` ? { origin: parsed.origin, loopback: false } : undefined
}

/** The configured login address itself, when that is a simulator on this machine. */
function loopbackOf(url: string, loginUrl: string): TrustedOrigin | undefined {
  const login = URL.parse(loginUrl)
  if (login?.protocol !== 'http:' || !isLoopbackHost(login.hostname)) return undefined
  return url === login.origin || url === `${login.origin}/`
    ? { origin: login.origin, loopback: true }
    : undefined
}

const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
