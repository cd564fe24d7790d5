import type { Run } from './model-records.ts'

/** Everything that waits is looked at, as the product's workers do. */
export async function work({ world, model }: Pick<Run, 'world' | 'model'>): Promise<void> {
  await world.work()
  for (const deal of [...model.waiting]) model.settle(deal)
}
