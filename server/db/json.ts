/** JSON text for a jsonb column. bigint becomes a decimal string: a JSON number would lose cents above 2^53. */
export function toJsonb(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item))
}
