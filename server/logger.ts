import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino'
import type { Config } from './config/config.ts'
import { createScrubber } from './scrub.ts'

/** JSON lines on standard output. Whatever is logged - fields, errors, text, child bindings - is scrubbed of secrets and personal data before it is written. */
export type Logger = PinoLogger

type LogSettings = Pick<
  Config,
  'logLevel' | 'hubspot' | 'salesforce' | 'encryptionKeys' | 'databaseUrl' | 'redisUrl'
>

export function createLogger(config: LogSettings, destination?: DestinationStream): Logger {
  const scrub = createScrubber(ownSecrets(config))
  const options = {
    level: config.logLevel,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    // Pino's own serializers would run after the scrubber and unfold an error again.
    serializers: { err: (value: unknown) => value, error: (value: unknown) => value },
    formatters: {
      level: (label: string) => ({ level: label }),
    },
    hooks: {
      logMethod(args: unknown[], method: (...args: unknown[]) => void) {
        method.apply(this, scrubArguments(args, scrub))
      },
    },
  } as const
  const logger = destination ? pino(options, destination) : pino(options)
  const child = logger.child
  // Pino writes a child's bindings beside the hook. Children inherit this override.
  logger.child = function (this: Logger, bindings: object, ...rest: []) {
    return child.call(this, scrub(bindings) as Record<string, unknown>, ...rest)
  } as typeof child
  return logger
}

/** Pino takes a bare error as `{ err }` with the error's message as text; the same is done here, before it can see the original. */
function scrubArguments(args: readonly unknown[], scrub: (value: unknown) => unknown): unknown[] {
  const [first, ...rest] = args
  if (!(first instanceof Error)) return args.map(scrub)
  const text = rest.length > 0 ? rest : [first.message]
  return [{ err: scrub(first) }, ...text.map(scrub)]
}

/** The secrets that this process holds are also blanked wherever they appear literally. */
function ownSecrets(config: LogSettings): string[] {
  const secrets: string[] = [...config.encryptionKeys]
  for (const app of [config.hubspot, config.salesforce]) if (app) secrets.push(app.clientSecret)
  for (const url of [config.databaseUrl, config.redisUrl]) {
    if (!url) continue
    const { password } = new URL(url)
    if (password) secrets.push(password, decodeURIComponent(password))
  }
  return secrets
}
