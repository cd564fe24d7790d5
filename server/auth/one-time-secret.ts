import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits for a cookie, ticket or state. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** What the database keeps of a secret: enough to recognise it, useless to whoever reads the table. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')
