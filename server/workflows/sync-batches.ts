import type { SyncPage } from '../../connectors/crm.port.ts'

/**
 * Pages joined into batches, reading ahead while the caller stores. A slow CRM gives single pages, so that progress shows
 * at once; a fast one gives batches of about `most` records, which the database takes several times faster.
 */
export async function* inBatches<T>(
  pages: AsyncIterable<SyncPage<T>>,
  most = 1_000,
): AsyncGenerator<SyncPage<T>> {
  const read: SyncPage<T>[] = []
  let waiting = 0
  let ended = false
  let left = false
  let failure: { error: unknown } | undefined
  const changed = signal()

  const reader = (async () => {
    try {
      for await (const page of pages) {
        if (left) return
        read.push(page)
        waiting += page.records.length
        changed.fire()
        while (waiting >= most && !left) await changed.wait()
      }
    } catch (error) {
      failure = { error }
    } finally {
      ended = true
      changed.fire()
    }
  })()

  try {
    for (;;) {
      while (read.length === 0 && !ended) await changed.wait()
      if (read.length === 0) break
      const taken = read.splice(0)
      waiting = 0
      changed.fire()
      yield joined(taken)
    }
    if (failure) throw failure.error
  } finally {
    left = true
    changed.fire()
    // A call that is under way ends before the caller goes on: it must not outlive its run.
    await reader
  }

  function signal() {
    let fire = (): void => undefined
    let promise = new Promise<void>((resolve) => (fire = resolve))
    return {
      wait: () => promise,
      fire() {
        fire()
        promise = new Promise<void>((resolve) => (fire = resolve))
      },
    }
  }
}

function joined<T>(pages: readonly SyncPage<T>[]): SyncPage<T> {
  const first = pages[0]
  const last = pages.at(-1)
  if (!first || !last) throw new Error('a batch holds at least one page')
  return { ...first, records: pages.flatMap((page) => page.records), resume: last.resume }
}
