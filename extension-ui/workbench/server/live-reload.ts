import { watch } from 'node:fs'
import type { RequestHandler, Response } from 'express'

const QUIET_MS = 150

export interface LiveReload {
  /** Server-sent events: `card` with the new version. */
  handler: RequestHandler
  close(): void
}

/** Watches a folder; after a change and a moment of quiet calls `rebuild`, then tells every open page. */
export function liveReload(folder: string, rebuild: () => Promise<string>): LiveReload {
  const pages = new Set<Response>()
  let timer: NodeJS.Timeout | undefined
  const run = (): void => {
    rebuild().then(
      (version) => {
        for (const page of pages) page.write(`event: card\ndata: ${version}\n\n`)
      },
      (error: unknown) => console.error(error instanceof Error ? error.message : error),
    )
  }
  const watcher = watch(folder, { recursive: true }, () => {
    clearTimeout(timer)
    timer = setTimeout(run, QUIET_MS)
  })
  watcher.on('error', () => watcher.close())
  watcher.unref()
  return {
    handler: (request, response) => {
      response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.flushHeaders()
      pages.add(response)
      request.on('close', () => pages.delete(response))
    },
    close() {
      clearTimeout(timer)
      watcher.close()
      for (const page of pages) page.end()
    },
  }
}
