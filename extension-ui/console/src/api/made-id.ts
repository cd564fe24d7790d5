/** The id of what was made, where the reply names it. */
export function madeId(reply: unknown): string | undefined {
  if (typeof reply !== 'object' || reply === null || !('id' in reply)) return undefined
  return typeof reply.id === 'string' ? reply.id : undefined
}
