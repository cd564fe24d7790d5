import { kill, type ProductProcess, runProduct } from './product-process.ts'

/** Keeps one worker running, as a supervisor would, and counts how often it was killed. */
export interface WorkerKeeper {
  /** How many workers ended by SIGKILL while they were to run. */
  killed(): number
  /** Kills the running worker; resolves when the next one works. */
  killNow(): Promise<void>
  /** Ends the last worker, by SIGKILL too. Rejects when one ended in another way than by SIGKILL. */
  close(): Promise<void>
}

/** `crashAt` goes to the first worker only: those after it run without. Resolves when the first one works. */
export async function keepWorker(
  settings: Readonly<Record<string, string>>,
  crashAt?: string,
): Promise<WorkerKeeper> {
  let killed = 0
  let closing = false
  let problem: Error | undefined
  let current: ProductProcess

  function start(extra: Readonly<Record<string, string>>): ProductProcess {
    const worker = runProduct(['server/main.ts'], { ...settings, ...extra, ROLE: 'worker' })
    void worker.ended.then(({ code, signal }) => {
      if (closing) return
      if (signal === 'SIGKILL') killed += 1
      else problem = new Error(`a worker ended with code ${code}: ${worker.stderr()}${worker.stdout()}`)
      if (!problem) current = start({})
    })
    return worker
  }

  current = start(crashAt ? { CRASH_AT: crashAt } : {})
  await current.ready
  return {
    killed: () => killed,
    async killNow() {
      const doomed = current
      await kill(doomed)
      await current.ready
    },
    async close() {
      closing = true
      await kill(current)
      if (problem) throw problem
    },
  }
}
