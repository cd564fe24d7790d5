import { singleParameters } from '../../shared/single-parameters.ts'
import { findCardKey } from '../db/card-key-store.ts'
import { routeOfAccount } from '../db/connection-store.ts'
import { Refusal } from '../errors.ts'
import { rawBody } from '../http/request-parts.ts'
import { forgetClaimsAt, misuse, takeApart, verifiedClaims } from './card-assertion.ts'
import { type CardProof, notGenuine } from './card-proof.ts'

const HEADER = 'X-Partner-Desk-Assertion'

/**
 * Who asks through a Salesforce card: (org, user) from the assertion that our package's Apex made for exactly this
 * method, address and body, signed with the key that we gave to this org.
 */
export const salesforceCard: CardProof = {
  header: HEADER,
  scheme: {
    name: 'salesforceAssertion',
    description:
      "A JWT (HS256) over org, user, method, address and body, signed by the package's Apex with the org's card key",
  },
  async verify(context, request) {
    const assertion = takeApart(request.get(HEADER) ?? '')
    if (!assertion) throw notGenuine('the assertion is not a JWT of ours')
    const key = await context.db.inSystem((tx) => findCardKey(tx, context.vault, assertion.keyId))
    if (key?.crm !== 'salesforce') throw notGenuine('nobody has this key')
    if (key.acceptedUntil !== null && key.acceptedUntil.getTime() < Date.now())
      throw notGenuine('the key was replaced')
    const verified = verifiedClaims(assertion, key.secret)
    if ('problem' in verified) throw notGenuine(verified.problem)
    const { claims } = verified
    const asked = { method: request.method, url: request.originalUrl, body: rawBody(request) }
    const problem = misuse(claims, asked, Date.now())
    if (problem) throw notGenuine(problem)
    if (claims.org !== key.externalAccountId) {
      const own = await context.db.inSystem((tx) => routeOfAccount(tx, 'salesforce', claims.org))
      throw own ? notGenuine('signed with the key of another org') : copiedOrg()
    }
    if (key.status === 'disconnected') {
      throw new Refusal(
        'unauthenticated',
        'This Salesforce org is not connected to Partner Desk. A Salesforce admin can connect it in Partner Desk Settings.',
      )
    }
    const parameters = singleParameters(request.originalUrl)
    if (!parameters) throw notGenuine('a parameter of the address comes twice')
    const { workspaceId, connectionId } = key
    return {
      workspaceId,
      connectionId,
      crmUserId: claims.sub,
      hint: { name: claims.name || null, email: claims.email || null },
      query: Object.fromEntries(parameters),
      once: { id: `${assertion.keyId}:${claims.jti.toLowerCase()}`, forgetAt: forgetClaimsAt(claims) },
    }
  },
}

/** The data of an org's settings, our key among them, is copied into its sandboxes: the key is right, the org is not. */
const copiedOrg = (): Refusal =>
  new Refusal(
    'unauthenticated',
    'This org is a copy, such as a sandbox, of one that is connected to Partner Desk. Open Partner Desk Settings in the sandbox and connect it; nothing is shared with the original.',
    { cause: 'a key of another org in an org that is not connected' },
  )
