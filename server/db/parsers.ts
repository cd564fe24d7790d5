const INT8 = 20
const DATE = 1082

/**
 * By type number, the same for both databases: int8 as bigint (a number would lose cents above 2^53), dates as
 * 'YYYY-MM-DD' text (a Date would move with the machine's time zone).
 */
export const parsers: Record<number, (text: string) => unknown> = {
  [INT8]: (text) => BigInt(text),
  [DATE]: (text) => text,
}
