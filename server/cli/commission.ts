import { parseArgs, type ParseArgsConfig } from 'node:util'
import { BadInput, type Command, type CommandIo } from './command.ts'

const USAGE = `commission preview FILE|-
commission lint FILE|- [--with FILE]...
commission simulate FILE|- --deals FILE|- [--against FILE] [--months N] [--csv FILE]
commission replay LINE [--all]`

const HELP = `${USAGE}

FILE is JSON: a plan, or for preview {"plan", "deal", "credits", …}; "-" is standard input. Results are one JSON object on
standard output. Exit 0: all is well; 1: an error found, or a difference; 2: the input or the arguments cannot be used.

--with FILE      another plan of the same programme, whose window must not share a day
--deals FILE     CSV of closed deals with a header row, one row per credit, in any order, at most 500,000 rows. Needed are id,
                 closeDate, amount, currency, partner, partnerType, tier and role; a row without a partner is a deal without
                 credit. More: name, dealType, region, product, firstYearAcv, grossMargin, partnerName, tierToday, share,
                 registeredAt, and collected (net, on the close date; empty counts the whole amount as paid)
--against FILE   the plan to compare with; like the first it is tried on every deal, whatever its window
--months N       only the last N months up to the newest close date in the file
--csv FILE       writes a row per credit
--all            every calculation that the line has had, not only the latest`

/** What a subcommand is given, already told apart. */
interface Options {
  file: string
  more: string[]
  values: Record<string, string | boolean | (string | boolean)[] | undefined>
}

/** Those that work on files alone, each read only when asked for. */
const ALONE: Readonly<Record<string, (options: Options, io: CommandIo) => Promise<number>>> = {
  preview: async ({ file }, io) => (await import('./commission-preview.ts')).preview(file, io),
  lint: async ({ file, more, values }, io) =>
    (await import('./commission-lint.ts')).lint(file, [...texts(values['with']), ...more], io),
  simulate: async ({ file, values }, io) =>
    (await import('./commission-simulate.ts')).simulatePlan(file, simulateOptions(values), io),
}

const OPTIONS: Readonly<Record<string, NonNullable<ParseArgsConfig['options']>>> = {
  preview: {},
  lint: { with: { type: 'string', multiple: true } },
  simulate: {
    deals: { type: 'string' },
    against: { type: 'string' },
    months: { type: 'string' },
    csv: { type: 'string' },
  },
  replay: { all: { type: 'boolean' } },
}

/**
 * Plans and their cents: on one deal, in themselves, on many deals, and as they were posted. Results are one JSON object; exits 1
 * for a finding or a difference, 2 for input or arguments that cannot be used.
 */
export const commissionCommand: Command = {
  name: 'commission',
  summary:
    'Try a plan on a deal (preview), check it (lint), try it on many deals (simulate), prove a line (replay)',
  alone(args) {
    if (args.some((arg) => arg === '--help' || arg === '-h')) return help
    const { name, options } = readOptions(args)
    const work = ALONE[name]
    return work && ((io) => work(options, io))
  },
  async run(args, io, context) {
    const { name, options } = readOptions(args)
    if (name !== 'replay') throw usage(`${name} runs where its files are.`)
    const { replay } = await import('./commission-replay.ts')
    return replay(options.file, { all: options.values['all'] === true }, io, context)
  },
}

async function help(io: CommandIo): Promise<number> {
  await io.out(`${HELP}\n`)
  return 0
}

function readOptions(args: readonly string[]): { name: string; options: Options } {
  const [name, ...rest] = args
  const options = name !== undefined && Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined
  if (name === undefined || !options) throw usage(name && `There is no commission ${name}.`)
  const { values, positionals } = parsed(rest, options)
  const [file, ...more] = positionals
  if (file === undefined) throw usage(`${name} needs a ${name === 'replay' ? 'line' : 'file'}.`)
  // "--with a.json b.json" is what a shell makes of "--with *.json".
  if (more.length > 0 && values['with'] === undefined) throw usage(`${name} takes one at a time.`)
  if (name === 'simulate' && typeof values['deals'] !== 'string') throw usage('simulate needs --deals FILE.')
  return { name, options: { file, more, values } }
}

function parsed(args: string[], options: NonNullable<ParseArgsConfig['options']>) {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error))
  }
}

function simulateOptions(values: Options['values']) {
  const [deals = '', against, csv] = [values['deals'], values['against'], values['csv']].map(
    (value) => texts(value)[0],
  )
  const [months] = texts(values['months'])
  if (months !== undefined && !/^[1-9]\d{0,2}$/.test(months))
    throw usage(`--months "${months}" is not a number of months from 1 to 999.`)
  return { deals, against, csv, months: months === undefined ? undefined : Number(months) }
}

const texts = (value: Options['values'][string]): string[] =>
  [value ?? []].flat().filter((one) => typeof one === 'string')

function usage(problem: string | undefined): BadInput {
  return new BadInput(`${problem ? `${problem}\n` : ''}Usage: ${USAGE.replaceAll('\n', '\n       ')}`)
}
