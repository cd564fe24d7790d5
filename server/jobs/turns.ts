import { oneAtATime } from '../db/one-at-a-time.ts'

type Turns = <T>(task: () => Promise<T>) => Promise<T>

/** Lets tasks of one name run one after the other, and tasks of different names at once. In this process only. */
export function turnsByName(): <T>(name: string, task: () => Promise<T>) => Promise<T> {
  const queues = new Map<string, { turns: Turns; waiting: number }>()
  return async (name, task) => {
    const queue = queues.get(name) ?? { turns: oneAtATime(), waiting: 0 }
    queues.set(name, queue)
    queue.waiting += 1
    try {
      return await queue.turns(task)
    } finally {
      queue.waiting -= 1
      if (queue.waiting === 0) queues.delete(name)
    }
  }
}
