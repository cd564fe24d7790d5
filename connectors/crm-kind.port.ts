import type { DealFieldMapping } from '../shared/crm/deal-fields.ts'
import type { DetailKind } from '../shared/crm/deal-detail.ts'
import type { Crm } from './crm.port.ts'

export type CrmName = 'hubspot' | 'salesforce'

/**
 * One kind of CRM: how its accounts are installed, called and named. What the server knows of a CRM it knows through this
 * and through `Crm`; which kinds there are is written in one place, `connectors/crm-kinds.ts`.
 */
export interface CrmKind {
  readonly crm: CrmName
  /** As its vendor writes it: "HubSpot". */
  readonly label: string
  /** null: this server has no app of this kind, so nothing can be installed and no token renewed. */
  readonly install: CrmInstall | null
  open(account: OpenAccount): Crm
  /** Whether its accounts hold credits and registrations as records of ours, beside the fields of the deal. */
  readonly keepsPartnerRecords: boolean
  /** The details of deals that its accounts can be asked for; none are read unless an admin wants them. */
  readonly detailKinds: readonly DetailKind[]
  /** What an account must grant before customers' payments are read from it; empty where it keeps none that we read. */
  readonly paymentScopes: readonly string[]
  /** Whether cards sign with a key of ours: its adapters are then `CardKeyDelivery` too. */
  readonly cardsSignWithOurKey: boolean
  /** Whether its adapters can `listen`, where the account lets them. */
  readonly listens: boolean
  /** Origin of the pages that people open, of an account that is known by its API's address alone. */
  appBaseUrl(apiBaseUrl: string): string
  /** The `site` that leads to the same account again; null where the kind has one host for all. */
  siteOf(apiBaseUrl: string): string | null
}

export interface OpenAccount {
  apiBaseUrl: string
  externalAccountId: string
  credentials: CrmCredentials
  /** Spares a call when it is known already. */
  homeCurrency: string | null
  /** Which fields of deals hold what plans look at; none unless given. */
  dealFields?: DealFieldMapping
  onCall?: (kind: string, status: string) => void
}

/** Access tokens, renewed as needed. Both throw `CrmError('revoked')` when the account must be connected again. */
export interface CrmCredentials {
  accessToken(): Promise<string>
  /** A token that is not the refused one; the CRM is asked for it once, however many callers there are. */
  replace(refusedToken: string): Promise<string>
}

/** The OAuth round trip of one kind of CRM. Every method that asks the CRM throws `CrmError`. */
export interface CrmInstall {
  /**
   * Where the browser goes to consent. `site`: which host the account signs in at, as an admin typed it, where the kind
   * has several; throws `CrmError('rejected')` with a text for that admin when it is none that we trust. `memory` is kept
   * sealed on our side and handed back to `finish`.
   */
  begin(trip: { redirectUri: string; state: string; site: string | null }): {
    url: string
    memory: string | null
  }
  finish(trip: { redirectUri: string; code: string; memory: string | null }): Promise<InstalledAccount>
  /** Throws `CrmError('revoked')` when the account must be connected again. */
  refresh(apiBaseUrl: string, refreshToken: string): Promise<CrmTokens>
  /** What to tell the admin about a refusal that came back instead of a code, given the callback's parameters. */
  explainRefusal(parameters: ReadonlyMap<string, string>): string
  /** What to do in the CRM once it is connected, a sentence each. */
  readonly nextSteps: readonly string[]
}

export interface CrmTokens {
  accessToken: string
  /** The one to use from now on; the one that was spent may be worthless already. */
  refreshToken: string
  /** null: the CRM does not say; the token is good until it is refused. */
  expiresInSeconds: number | null
}

export interface InstalledAccount {
  externalAccountId: string
  name: string
  homeCurrency: string
  timeZone: string
  apiBaseUrl: string
  /** Origin of the pages that people open. */
  appBaseUrl: string
  scopes: string[]
  tokens: CrmTokens
  installer: { crmUserId: string; name: string | null; email: string | null }
}

/** A kind whose cards sign with a key that we give to the account, rather than with the vendor's. */
export interface CardKeyDelivery {
  /** Hands the key over; the account's cards sign with it from then on. Throws `CrmError`. */
  deliverCardKey(key: { keyId: string; secret: Buffer }): Promise<void>
}
