import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parseMapping } from '../../../test/simulators/hubspot/csv/columns.ts'
import type { ExportFiles } from './load-export.ts'

export interface WorkbenchArguments {
  port: number | undefined
  export: ExportFiles | undefined
}

/** Something in the command line or in a file that the visitor can mend; the message says how. */
export class UsageError extends Error {}

export const USAGE = `npm start -- [--deals FILE --accounts FILE [--products FILE] [--map FIELD=HEADER] [--map-accounts FIELD=HEADER]] [--port N]`

export function parseArguments(argv: readonly string[]): WorkbenchArguments {
  const { deals, accounts, products, map, 'map-accounts': mapAccounts, port } = valuesOf(argv)
  if (deals === undefined && (accounts ?? products ?? map?.[0] ?? mapAccounts?.[0]) !== undefined) {
    throw new UsageError(`--deals FILE is missing: the other files belong to it.\n${USAGE}`)
  }
  const absent = [deals, accounts, products].find((file) => file !== undefined && !existsSync(file))
  if (absent !== undefined) throw new UsageError(`There is no file ${absent}.`)
  return {
    port: port === undefined ? undefined : portOf(port),
    export:
      deals === undefined
        ? undefined
        : { deals, accounts, products, dealMapping: mapping(map), accountMapping: mapping(mapAccounts) },
  }
}

function valuesOf(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        deals: { type: 'string' },
        accounts: { type: 'string' },
        products: { type: 'string' },
        map: { type: 'string', multiple: true },
        'map-accounts': { type: 'string', multiple: true },
        port: { type: 'string' },
      },
    }).values
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
  }
}

function mapping(pairs: readonly string[] | undefined) {
  try {
    return parseMapping(pairs ?? [])
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError(`--port ${text} is not a port number.`)
  return port
}
