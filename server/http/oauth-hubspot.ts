import type { Request, Response } from 'express'
import { CrmError } from '../../connectors/crm.port.ts'
import { authorizeUrl } from '../../connectors/hubspot/oauth.ts'
import { REQUIRED_SCOPES } from '../../connectors/hubspot/scopes.ts'
import { singleParameters } from '../../connectors/hubspot/signature.ts'
import { may } from '../../shared/partner/roles.ts'
import { OAUTH_STATE_MS, beginOAuth, finishOAuth } from '../auth/oauth-state.ts'
import type { HubSpotConfig } from '../config/config.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { connectHubspot } from '../workflows/connect-hubspot.ts'
import { consoleCaller } from './console-caller.ts'
import type { Endpoint } from './endpoint.ts'
import { type Page, sendPage } from './page.ts'
import { cookie } from './request-parts.ts'
import { oauthCookie } from './session-cookie.ts'

/** Installing the app in a HubSpot account: to HubSpot's consent page and back. Works signed in to the console or not. */
export const hubspotOAuthEndpoints: readonly Endpoint[] = [
  {
    operationId: 'startHubSpotInstall',
    method: 'get',
    path: '/oauth/hubspot/start',
    summary: "Begin to connect a HubSpot account: leads to HubSpot's consent page",
    contentType: 'text/html',
    statuses: { 302: 'To HubSpot', 503: 'No HubSpot app is configured' },
    limited: true,
    async handle(context, _request, response) {
      const app = configuredApp(context)
      const { state, browserSecret } = await beginOAuth(context.db, 'hubspot')
      const { name, options } = oauthCookie(context.config, OAUTH_STATE_MS)
      response.cookie(name, browserSecret, options)
      const { appUrl, clientId } = app
      const redirectUri = callbackUrl(context)
      response
        .set('Cache-Control', 'no-store')
        .redirect(302, authorizeUrl({ appUrl, clientId, redirectUri, scopes: REQUIRED_SCOPES, state }))
    },
  },
  {
    operationId: 'finishHubSpotInstall',
    method: 'get',
    path: '/oauth/hubspot/callback',
    summary: 'Where HubSpot sends the browser after consent',
    contentType: 'text/html',
    statuses: {
      200: 'Connected',
      400: 'Not begun in this browser, too late, used before, or refused by HubSpot',
      503: 'HubSpot could not be asked',
    },
    limited: true,
    async handle(context, request, response) {
      // A preview with HEAD must not use the state up.
      if (request.method !== 'GET') return void response.status(405).end()
      await finish(context, request, response)
    },
  },
]

const callbackUrl = (context: Context): string => `${context.config.publicUrl}/oauth/hubspot/callback`

function configuredApp(context: Context): HubSpotConfig {
  const { hubspot } = context.config
  if (!hubspot) throw new Refusal('unavailable', 'No HubSpot app is configured on this server.')
  return hubspot
}

async function finish(context: Context, request: Request, response: Response): Promise<void> {
  const app = configuredApp(context)
  const begunHere = await isBegunHere(context, request, response)
  if (!begunHere) return sendPage(response, 400, pages(context).notBegunHere)
  const parameters = singleParameters(request.originalUrl)
  const code = parameters?.get('code')
  if (!code) {
    context.logger.info({ problem: parameters?.get('error') ?? 'no code' }, 'HubSpot gave no consent')
    return sendPage(response, 400, pages(context).noConsent)
  }
  try {
    const joinWorkspaceId = await adminsWorkspace(context, request)
    const portal = await connectHubspot(context, app, {
      code,
      redirectUri: callbackUrl(context),
      joinWorkspaceId,
    })
    context.logger.info({ ...portal }, 'HubSpot account connected')
    sendPage(response, 200, connected(app, portal))
  } catch (error) {
    if (!(error instanceof CrmError)) throw error
    context.logger.warn({ err: error }, 'HubSpot account not connected')
    const refused = error.code === 'revoked' || error.code === 'rejected'
    sendPage(response, refused ? 400 : 503, refused ? pages(context).codeRefused : pages(context).unreachable)
  }
}

/** The state must be one that this browser began, and it is used up by looking. */
async function isBegunHere(context: Context, request: Request, response: Response): Promise<boolean> {
  const { name, options } = oauthCookie(context.config, 0)
  const browserSecret = cookie(request, name)
  response.cookie(name, '', options)
  const state = singleParameters(request.originalUrl)?.get('state')
  return Boolean(state && browserSecret && (await finishOAuth(context.db, 'hubspot', state, browserSecret)))
}

/** The workspace that a signed-in admin adds a portal to; undefined for everybody else, who install anew. */
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

function connected(app: HubSpotConfig, portal: { portalId: string; again: boolean }): Page {
  return {
    title: portal.again ? 'HubSpot is connected again' : 'HubSpot is connected',
    paragraphs: [
      `Deals and companies of account ${portal.portalId} are being read now. Large accounts take a few minutes.`,
      'Open a deal and look for the Partner Desk card. If it is missing, a HubSpot admin adds it to the deal view once.',
    ],
    link: {
      href: `${app.appUrl}/contacts/${portal.portalId}/objects/0-3`,
      text: 'Back to your deals in HubSpot',
    },
  }
}

function pages(context: Context): Record<'notBegunHere' | 'noConsent' | 'codeRefused' | 'unreachable', Page> {
  const link = { href: `${context.config.publicUrl}/oauth/hubspot/start`, text: 'Connect HubSpot' }
  return {
    notBegunHere: {
      title: 'Please begin again',
      paragraphs: [
        'This link was used before, is older than ten minutes, or was begun in another browser. Nothing was changed.',
      ],
      link,
    },
    noConsent: {
      title: 'HubSpot was not connected',
      paragraphs: [
        'The installation was not approved in HubSpot. Nothing was changed. A HubSpot super admin can approve it.',
      ],
      link,
    },
    codeRefused: {
      title: 'HubSpot did not accept the installation',
      paragraphs: ['Its one-time code was refused. Nothing was changed. Beginning again gets a new one.'],
      link,
    },
    unreachable: {
      title: 'HubSpot could not be asked just now',
      paragraphs: ['Nothing was changed. Try again in a minute.'],
      link,
    },
  }
}
