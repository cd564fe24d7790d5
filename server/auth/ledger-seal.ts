import {
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'

/** The end of a workspace's ledger: its last sequence and, through the chain, everything before. */
export interface LedgerHead {
  workspaceId: string
  sequence: bigint
  hash: string
}

export interface HeadSignature {
  signature: string
  /** Names the key, so that it can be found again among several. */
  signedWith: string
}

/**
 * Signs ledger heads with keys that are not in the database: whoever can write every row, and computes the whole chain
 * anew, still cannot sign its end. An older head with its own signature stays valid, so a ledger cut back to it is found only
 * by what else names later entries: closed months, payouts and commissions.
 */
export interface LedgerSeal {
  sign(head: LedgerHead): HeadSignature
  /** `unknown_key`: made by a key that is not in ENCRYPTION_KEYS. */
  check(head: LedgerHead, signature: HeadSignature): 'valid' | 'forged' | 'unknown_key'
  /** Whether the newest key signed it. */
  isCurrent(signature: Pick<HeadSignature, 'signedWith'>): boolean
}

/** `keys`: ENCRYPTION_KEYS, newest first. The first signs, all are checked. */
export function createLedgerSeal(keys: readonly [string, ...string[]]): LedgerSeal {
  const byId = new Map(keys.map((text) => [keyId(text), signingKey(text)]))
  const currentId = keyId(keys[0])
  const currentKey = signingKey(keys[0])
  return {
    sign: (head) => ({ signature: mac(currentKey, head).toString('base64url'), signedWith: currentId }),
    check(head, { signature, signedWith }) {
      const key = byId.get(signedWith)
      if (!key) return 'unknown_key'
      const expected = mac(key, head)
      const given = Buffer.from(signature, 'base64url')
      return given.length === expected.length && timingSafeEqual(given, expected) ? 'valid' : 'forged'
    },
    isCurrent: ({ signedWith }) => signedWith === currentId,
  }
}

/** A key of its own, so that nothing that is learnt of it helps with what the vault sealed. */
const signingKey = (key: string): KeyObject =>
  createSecretKey(
    new Uint8Array(hkdfSync('sha256', Buffer.from(key, 'base64'), '', 'ledger head signing key', 32)),
  )

const keyId = (key: string): string =>
  createHash('sha256')
    .update('ledger head key id')
    .update(Buffer.from(key, 'base64'))
    .digest('hex')
    .slice(0, 12)

const mac = (key: KeyObject, { workspaceId, sequence, hash }: LedgerHead): Buffer =>
  createHmac('sha256', key)
    .update(JSON.stringify(['ledger head v1', workspaceId, String(sequence), hash]))
    .digest()
