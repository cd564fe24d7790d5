/**
 * A place where a test may end this process without any warning, as a power cut would. `CRASH_AT` is
 * `NAME` or `NAME#N` for the Nth time that the place is passed. Never armed in production.
 */
export function crashpoint(name: string): void {
  if (armed?.name !== name) return
  armed.left -= 1
  if (armed.left === 0) process.kill(process.pid, 'SIGKILL')
}

const armed = readArmed()

function readArmed(): { name: string; left: number } | undefined {
  const text = process.env['CRASH_AT']
  if (!text || process.env['NODE_ENV'] === 'production') return undefined
  const [name, nth] = text.split('#')
  return { name: name ?? '', left: Number(nth ?? '1') }
}
