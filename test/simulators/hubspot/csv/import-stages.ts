import { stage } from '../pipelines.ts'
import type { Portal } from '../portal.ts'
import { normalised } from './columns.ts'

const won = ['won', 'closedwon', 'closewon', 'win']
const lost = ['lost', 'closedlost', 'closelost', 'loss']
const openProbabilities: Record<string, string> = { prospecting: '0.1', engaging: '0.3' }

/** The id of the default pipeline's stage for an export's word; an unknown word becomes an open stage of its own. */
export function stageIdFor(portal: Portal, word: string): string {
  const key = normalised(word)
  if (won.includes(key)) return 'closedwon'
  if (lost.includes(key)) return 'closedlost'
  const [pipeline] = portal.pipelines
  if (pipeline === undefined) throw new Error('the portal has no pipeline')
  const known = pipeline.stages.find(({ id, label }) => [normalised(id), normalised(label)].includes(key))
  if (known !== undefined) return known.id
  const added = stage(key, word, 0, openProbabilities[key] ?? '0.5', false)
  const at = pipeline.stages.findIndex(
    (other) => other.isClosed || Number(other.probability) > Number(added.probability),
  )
  pipeline.stages.splice(at < 0 ? pipeline.stages.length : at, 0, added)
  pipeline.stages.forEach((each, index) => (each.displayOrder = index))
  return added.id
}
