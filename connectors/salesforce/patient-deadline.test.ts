import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

const TIMEOUT_MS = 300

/** A process of its own that asks once and says how that ended. */
function ask(url: string) {
  const module = join(import.meta.dirname, 'guarded-http.ts')
  const code = `
    const { GuardedHttp } = await import(${JSON.stringify(module)})
    const http = new GuardedHttp({ origin: new URL(${JSON.stringify(url)}).origin, loopback: true }, ${TIMEOUT_MS})
    const request = { method: 'POST', url: ${JSON.stringify(url)}, headers: {}, body: 'grant', once: true }
    process.stdout.write(await http.exchange(request).then(({ text }) => text, (error) => 'lost: ' + error.message))`
  return spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function serve(answer: (respond: (body: string) => void) => void) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer((body) => response.end(body)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server listens on a port of its own once it listens.
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/token`, close: () => server.close() }
}

test('a process that was stopped past its deadline still reads the answer that came meanwhile', async () => {
  const arrived = Promise.withResolvers<(body: string) => void>()
  const server = await serve(arrived.resolve)
  try {
    const asking = ask(server.url)
    const said = text(asking.stdout)
    const respond = await arrived.promise
    asking.kill('SIGSTOP')
    respond('the only token that is still good')
    const resumeAt = performance.now() + 2 * TIMEOUT_MS
    await expect.poll(() => performance.now(), { timeout: 5_000 }).toBeGreaterThan(resumeAt)
    asking.kill('SIGCONT')
    expect(await said).toBe('the only token that is still good')
  } finally {
    server.close()
  }
})

test('an answer that never comes is given up', async () => {
  const server = await serve(() => undefined)
  try {
    expect(await text(ask(server.url).stdout)).toMatch(/^lost: /)
  } finally {
    server.close()
  }
})
