import { resealTokens } from './auth/reseal-tokens.ts'
import { commandServer } from './cli/command-server.ts'
import type { Config } from './config/config.ts'
import type { Context } from './context.ts'
import { createContext } from './create-context.ts'
import { type AppOptions, createApp } from './http/app.ts'
import { type Listening, listen } from './http/listen.ts'
import { handlers } from './jobs/handlers.ts'
import { startListening } from './jobs/listening.ts'
import { startPolling } from './jobs/polling.ts'
import { startRetention } from './jobs/retention.ts'
import { startSweeper } from './jobs/sweeper.ts'
import { startWorker } from './jobs/worker.ts'
import { resignHeads } from './workflows/resign-heads.ts'

const WORKER_CONCURRENCY = 4

export interface RunningServer {
  /** Where browsers reach it: PUBLIC_URL. */
  url: string
  context: Context
  /** Stops accepting, finishes or hands back jobs, closes. Safe to call twice. */
  close(): Promise<void>
}

/**
 * Starts the process's role over these settings: brings the schema up to date, then serves, works, or both.
 * With port 0 and no PUBLIC_URL the address is that of the port that the system gave.
 */
export async function startServer(
  config: Config,
  overrides: Partial<Context> = {},
  app: Pick<AppOptions, 'front'> = {},
): Promise<RunningServer> {
  const web = config.role === 'worker' ? undefined : await listen(config.port, config.host)
  const settled = web ? withActualPort(config, web.port) : config
  /** In the order in which they stop. */
  const running: (() => Promise<unknown>)[] = web ? [() => web.close()] : []
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= inOrder(running))
  try {
    const opened = await createContext(settled, overrides)
    const { context } = opened
    running.push(() => opened.close())
    await context.db.migrate()
    if (config.role !== 'web') running.splice(-1, 0, startWork(context))
    if (web) running.unshift(serve(context, web, app))
    return { url: settled.publicUrl, context, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function inOrder(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const step of steps) await step()
}

function withActualPort(config: Config, port: number): Config {
  const publicUrl = config.publicUrl.replace(/:0$/, `:${port}`)
  return publicUrl === config.publicUrl ? config : Object.freeze({ ...config, publicUrl })
}

function startWork(context: Context): () => Promise<unknown> {
  const worker = startWorker(context, handlers, WORKER_CONCURRENCY)
  const sweeper = startSweeper(context)
  const polling = startPolling(context)
  const retention = startRetention(context)
  const listening = startListening(context)
  const resealed = context.config.encryptionKeys.length > 1 ? reseal(context) : undefined
  return async () => {
    await retention.stop()
    await polling.stop()
    await listening.stop()
    await sweeper.stop()
    await resealed
    const finished = await worker.stop()
    if (!finished) context.logger.warn('a job was still running and is left to its lease')
  }
}

/** While keys are rotated. A failure costs nothing: older keys still open, and the next start tries again. */
async function reseal(context: Context): Promise<void> {
  try {
    const count = await resealTokens(context)
    const heads = await resignHeads(context.db)
    context.logger.info({ count, heads }, 'every stored secret is sealed with the newest encryption key')
  } catch (error) {
    context.logger.error(
      { err: error },
      'stored secrets could not all be sealed with the newest encryption key',
    )
  }
}

function serve(context: Context, web: Listening, app: AppOptions): () => Promise<unknown> {
  const commands = context.config.databaseUrl ? undefined : commandServer(context, web.port)
  web.serve(createApp(context, { ...app, ...(commands && { extra: commands.router }) }))
  return async () => commands?.close()
}
