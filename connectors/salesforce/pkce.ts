import { createHash, randomBytes } from 'node:crypto'

/** 86 characters: the standard wants 43 to 128, which jsforce's own verifier exceeds. https://www.rfc-editor.org/rfc/rfc7636 */
export function newVerifier(): string {
  return randomBytes(64).toString('base64url')
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
