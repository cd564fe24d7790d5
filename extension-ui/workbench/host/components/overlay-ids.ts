/** Which panels and modals are open by their id, so that `closeOverlay(id)` of the card reaches one that its trigger opened. */

let open: ReadonlySet<string> = new Set()
const watchers = new Set<() => void>()
const closers = new Map<string, () => void>()

function change(ids: Iterable<string>): void {
  open = new Set(ids)
  for (const watcher of watchers) watcher()
}

export const overlays = {
  open: (id: string): void => change([...open, id]),
  close(id: string): void {
    closers.get(id)?.()
    change([...open].filter((other) => other !== id))
  },
  /** Removes all, for a card that is started anew. */
  reset(): void {
    change([])
  },
  openIds: (): ReadonlySet<string> => open,
  watch(watcher: () => void): () => void {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  },
  /** A dialog that was opened by its trigger says how to close it. */
  register(id: string, close: () => void): () => void {
    closers.set(id, close)
    return () => {
      if (closers.get(id) === close) closers.delete(id)
    }
  },
}
