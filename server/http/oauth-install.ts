import type { Request, Response } from 'express'
import { z } from 'zod'
import { CrmError } from '../../connectors/crm.port.ts'
import type { CrmKind } from '../../connectors/crm-kind.port.ts'
import { dealListUrl } from '../../connectors/record-url.ts'
import { may } from '../../shared/partner/roles.ts'
import { singleParameters } from '../../shared/single-parameters.ts'
import { OAUTH_STATE_MS, beginOAuth, finishOAuth, newTrip } from '../auth/oauth-state.ts'
import type { Context } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import {
  type ConnectedAccount,
  finishInstallation,
  type InstallableKind,
} from '../workflows/connect-account.ts'
import { consoleCaller } from './console-caller.ts'
import type { Endpoint } from './endpoint.ts'
import { type Page, sendPage } from './page.ts'
import { cookie } from './request-parts.ts'
import { oauthCookie } from './session-cookie.ts'

/** Installing the app in a CRM account: to the CRM's consent page and back. Works signed in to the console or not. */
export const oauthEndpoints: readonly Endpoint[] = [
  {
    operationId: 'startInstall',
    method: 'get',
    path: '/oauth/:crm/start',
    summary: "Begin to connect a CRM account: leads to the CRM's consent page",
    query: z.object({ site: z.string().max(300).optional() }),
    contentType: 'text/html',
    statuses: {
      302: 'To the CRM',
      400: 'The site is none of that CRM',
      404: 'There is no such CRM',
      503: 'No app of that CRM is configured',
    },
    limited: true,
    async handle(context, request, response) {
      const kind = installable(context, request)
      const site = singleParameters(request.originalUrl)?.get('site')?.trim() || null
      const trip = newTrip()
      const redirectUri = callbackUrl(context, kind)
      const begun = askedOfAdmin(() => kind.install.begin({ redirectUri, state: trip.state, site }))
      if ('refusal' in begun) return sendPage(response, 400, pages(context, kind).refused(begun.refusal))
      await beginOAuth(context, kind.crm, { ...trip, memory: begun.memory })
      const { name, options } = oauthCookie(context.config, OAUTH_STATE_MS)
      response.cookie(name, trip.browserSecret, options)
      response.set('Cache-Control', 'no-store').redirect(302, begun.url)
    },
  },
  {
    operationId: 'finishInstall',
    method: 'get',
    path: '/oauth/:crm/callback',
    summary: 'Where the CRM sends the browser after consent',
    contentType: 'text/html',
    statuses: {
      200: 'Connected',
      400: 'Not begun in this browser, too late, used before, or refused by the CRM',
      404: 'There is no such CRM',
      503: 'The CRM could not be asked',
    },
    limited: true,
    async handle(context, request, response) {
      // A preview with HEAD must not use the state up.
      if (request.method !== 'GET') return void response.status(405).end()
      await finish(context, installable(context, request), request, response)
    },
  },
]

/** The kind that the address names. */
function installable({ crmKinds }: Context, request: Request): InstallableKind {
  const kind = Object.values(crmKinds).find(({ crm }) => crm === request.params['crm'])
  if (!kind) throw notFound('CRM of this name')
  if (canInstall(kind)) return kind
  throw new Refusal('unavailable', `No ${kind.label} app is configured on this server.`)
}

const canInstall = (kind: CrmKind): kind is InstallableKind => kind.install !== null

const callbackUrl = (context: Context, { crm }: CrmKind): string =>
  `${context.config.publicUrl}/oauth/${crm}/callback`

/** What the admin typed may be refused, with a text for them. */
function askedOfAdmin<T extends object>(work: () => T): T | { refusal: string } {
  try {
    return work()
  } catch (error) {
    if (error instanceof CrmError && error.code === 'rejected') return { refusal: error.message }
    throw error
  }
}

async function finish(
  context: Context,
  kind: InstallableKind,
  request: Request,
  response: Response,
): Promise<void> {
  const { crm, label } = kind
  const trip = await tripOf(context, kind, request, response)
  if (!trip) return sendPage(response, 400, pages(context, kind).notBegunHere)
  const parameters = singleParameters(request.originalUrl)
  const code = parameters?.get('code')
  if (!code) {
    context.logger.info({ crm, problem: parameters?.get('error') ?? 'no code' }, 'the CRM gave no consent')
    const why = kind.install.explainRefusal(parameters ?? new Map())
    return sendPage(response, 400, pages(context, kind).noConsent(why))
  }
  try {
    const joinWorkspaceId = await adminsWorkspace(context, request)
    const redirectUri = callbackUrl(context, kind)
    const account = await finishInstallation(context, kind, {
      code,
      redirectUri,
      memory: trip.memory,
      joinWorkspaceId,
    })
    const { externalAccountId, workspaceId, connectionId, again } = account
    context.logger.info({ crm, externalAccountId, workspaceId, connectionId, again }, 'CRM account connected')
    sendPage(response, 200, connected(kind, account))
  } catch (error) {
    if (!(error instanceof CrmError)) throw error
    context.logger.warn({ err: error, crm }, `${label} account not connected`)
    const { codeRefused, refused, unreachable } = pages(context, kind)
    switch (error.code) {
      case 'revoked':
        return sendPage(response, 400, codeRefused)
      case 'rejected':
      case 'forbidden':
        return sendPage(response, 400, refused(error.message))
      default:
        sendPage(response, 503, unreachable)
    }
  }
}

/** What was remembered of a round trip with this kind that this browser began; it is used up by looking. */
async function tripOf(
  context: Context,
  { crm }: CrmKind,
  request: Request,
  response: Response,
): Promise<{ memory: string | null } | undefined> {
  const { name, options } = oauthCookie(context.config, 0)
  const browserSecret = cookie(request, name)
  response.cookie(name, '', options)
  const state = singleParameters(request.originalUrl)?.get('state')
  return state && browserSecret ? finishOAuth(context, crm, { state, browserSecret }) : undefined
}

/** The workspace that a signed-in admin adds an account to; undefined for everybody else, who install anew. */
async function adminsWorkspace(context: Context, request: Request): Promise<string | undefined> {
  try {
    const caller = await consoleCaller(context, request)
    const { actor } = await context.db.inWorkspace(caller.workspaceId, (tx) => caller.identify(tx))
    return may(actor.roles, 'manageConnections') ? caller.workspaceId : undefined
  } catch (error) {
    if (error instanceof Refusal && error.code === 'unauthenticated') return undefined
    throw error
  }
}

function connected({ crm, label, install }: InstallableKind, account: ConnectedAccount): Page {
  const { again, externalAccountId, appBaseUrl } = account
  return {
    title: again ? `${label} is connected again` : `${label} is connected`,
    paragraphs: [
      `Deals and accounts of ${externalAccountId} are being read now. Large accounts take a few minutes.`,
      ...install.nextSteps,
    ],
    link: {
      href: dealListUrl({ crm, appBaseUrl, externalAccountId }),
      text: `Back to your deals in ${label}`,
    },
  }
}

function pages({ config }: Context, { crm, label }: CrmKind) {
  const link = { href: `${config.publicUrl}/oauth/${crm}/start`, text: `Connect ${label}` }
  const page = (title: string, ...paragraphs: string[]): Page => ({ title, paragraphs, link })
  return {
    notBegunHere: page(
      'Please begin again',
      'This link was used before, is older than ten minutes, or was begun in another browser. Nothing was changed.',
    ),
    noConsent: (why: string) => page(`${label} was not connected`, why),
    refused: (why: string) => page(`${label} was not connected`, why, 'Nothing was changed.'),
    codeRefused: page(
      `${label} did not accept the installation`,
      'Its one-time code was refused. Nothing was changed. Beginning again gets a new one.',
    ),
    unreachable: page(`${label} could not be asked just now`, 'Nothing was changed. Try again in a minute.'),
  }
}
