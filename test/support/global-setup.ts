import { COMPILE_CACHE, warmCompileCache } from './compile-cache.ts'
import { type Service, findChromium, startPostgres, startRedis } from './services.ts'

/**
 * Starts PostgreSQL and Redis once for the whole run and says plainly what is missing. With `CI` set, a
 * missing program fails the run: a skipped test proves nothing there.
 */
export default async function setup(): Promise<() => Promise<void>> {
  Object.assign(process.env, COMPILE_CACHE)
  await warmCompileCache()
  const postgres = await startPostgres()
  const redis = await startRedis()
  if (postgres) process.env['TEST_POSTGRES_URL'] = postgres.url
  if (redis) process.env['TEST_REDIS_URL'] = redis.url
  const missing = [
    !postgres && 'PostgreSQL (postgresql)',
    !redis && 'Redis (redis-server)',
    !findChromium() && 'Chromium (chromium)',
  ].filter((name) => name !== false)
  const stop = async () => {
    for (const service of [postgres, redis] satisfies (Service | undefined)[]) await service?.stop()
  }
  if (missing.length > 0) {
    console.warn(`Not on this machine, so their tests are skipped: ${missing.join(', ')}`)
    if (process.env['CI']) {
      await stop()
      throw new Error(`CI must not skip: install ${missing.join(', ')}`)
    }
  }
  return stop
}
