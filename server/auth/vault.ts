import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/** Where a sealed text lives. A ciphertext copied to another workspace, table, row or column does not open there. */
export interface SealedPlace {
  workspaceId: string
  table: string
  rowId: string
  column: string
}

/** Keeps secrets unreadable in the database: AES-256-GCM, a fresh nonce each time, bound to their place. */
export interface Vault {
  seal(plaintext: string, place: SealedPlace): string
  /** Throws when the text was altered, belongs to another place, or its key is no longer configured. */
  open(sealed: string, place: SealedPlace): string
  /** Whether the newest key sealed it; if not, `reseal` it while the older key is still there. */
  isCurrent(sealed: string): boolean
  reseal(sealed: string, place: SealedPlace): string
}

/** `keys`: base64 of 32 bytes each, newest first. The first seals, all open. */
export function createVault(keys: readonly [string, ...string[]]): Vault {
  const byId = new Map(keys.map((text) => [keyId(text), Buffer.from(text, 'base64')]))
  const currentId = keyId(keys[0])
  const keyOf = (id: string): Buffer => {
    const key = byId.get(id)
    if (!key) throw new Error(`the encryption key ${id} is not in ENCRYPTION_KEYS`)
    return key
  }

  const seal: Vault['seal'] = (plaintext, place) => {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', keyOf(currentId), nonce)
    cipher.setAAD(associatedData(currentId, place))
    const text = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return [FORMAT, currentId, nonce.toString('base64url'), text.toString('base64url')].join('.')
  }

  const open: Vault['open'] = (sealed, place) => {
    const { id, nonce, text } = parse(sealed)
    const decipher = createDecipheriv('aes-256-gcm', keyOf(id), nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(associatedData(id, place))
    decipher.setAuthTag(text.subarray(text.length - TAG_BYTES))
    const body = text.subarray(0, text.length - TAG_BYTES)
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
  }

  return {
    seal,
    open,
    isCurrent: (sealed) => parse(sealed).id === currentId,
    reseal: (sealed, place) => seal(open(sealed, place), place),
  }
}

const FORMAT = 'v1'
const TAG_BYTES = 16

/** Names a key without telling anything about it. */
const keyId = (key: string): string =>
  createHash('sha256').update('vault key id').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 12)

const associatedData = (id: string, place: SealedPlace): Buffer =>
  Buffer.from(JSON.stringify([FORMAT, id, place.workspaceId, place.table, place.rowId, place.column]))

function parse(sealed: string): { id: string; nonce: Buffer; text: Buffer } {
  const [format, id, nonce, text, ...rest] = sealed.split('.')
  if (format !== FORMAT || !id || !nonce || !text || rest.length > 0) throw new Error('not a sealed text')
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length < TAG_BYTES) throw new Error('not a sealed text')
  return { id, nonce: Buffer.from(nonce, 'base64url'), text: bytes }
}
