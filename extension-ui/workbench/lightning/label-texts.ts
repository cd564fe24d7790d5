import { existsSync, readFileSync } from 'node:fs'
import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: true,
  isArray: (name) => name === 'labels',
})
const labelsFile = z.object({
  CustomLabels: z.object({ labels: z.array(z.object({ fullName: z.string(), value: z.string() })) }),
})

/** The texts of the package's custom labels by name. */
export function labelTexts(file: string): ReadonlyMap<string, string> {
  if (!existsSync(file)) return new Map()
  const { labels } = labelsFile.parse(parser.parse(readFileSync(file, 'utf8'))).CustomLabels
  return new Map(labels.map(({ fullName, value }) => [fullName, value]))
}
