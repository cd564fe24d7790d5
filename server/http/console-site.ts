import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import express, { type RequestHandler, Router } from 'express'
import { Refusal } from '../errors.ts'
import { cspNonce } from './security-headers.ts'

const CONSOLE_DIST = join(import.meta.dirname, '../../extension-ui/console/dist')

/** The built console at /console: its files, and for every other path its page, which routes by itself. */
export function consoleSite(dist = CONSOLE_DIST): Router {
  const site = Router()
  // Built file names carry a hash of their content.
  site.use('/assets', express.static(join(dist, 'assets'), { index: false, immutable: true, maxAge: '365d' }))
  site.use('/assets', (_request, _response, next) => next('router'))
  site.use(express.static(dist, { index: false, redirect: false }))
  site.get('/{*path}', page(dist))
  return site
}

function page(dist: string): RequestHandler {
  return async (_request, response) => {
    let html: string
    try {
      html = await readFile(join(dist, 'index.html'), 'utf8')
    } catch (cause) {
      throw new Refusal('unavailable', 'The console is not built: run `npm run build`.', { cause })
    }
    response.set('Cache-Control', 'no-store').type('text/html')
    response.send(html.replaceAll('__CSP_NONCE__', cspNonce(response)))
  }
}
