import { createServer } from 'node:net'

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })

const anyFree = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })

/** A port that somebody asked for is taken as it is; the usual one only when it is free, else any. */
export async function choosePort(asked: number | undefined, usual: number): Promise<number> {
  if (asked !== undefined && asked !== 0) return asked
  if (asked === undefined && (await isFree(usual))) return usual
  return anyFree()
}
