import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A Lightning web component of the package. */
export interface Component {
  /** `c/partnerPanel` */
  name: string
  /** `c-partner-panel` */
  tag: string
  path: string
  /** Whether Lightning pages may hold it; the others are parts of these. */
  exposed: boolean
}

/** Every bundle of an `lwc` folder. LWC's own resolver takes a namespace from the folder's name, hence this list. */
export function componentsOf(lwcFolder: string): Component[] {
  if (!existsSync(lwcFolder)) return []
  return readdirSync(lwcFolder)
    .sort()
    .flatMap((bundle) => {
      const path = join(lwcFolder, bundle, `${bundle}.js`)
      if (!existsSync(path)) return []
      const meta = join(lwcFolder, bundle, `${bundle}.js-meta.xml`)
      const exposed = existsSync(meta) && /<isExposed>\s*true\s*</.test(readFileSync(meta, 'utf8'))
      return [{ name: `c/${bundle}`, tag: tagOf(bundle), path, exposed }]
    })
}

/** `partnerPanel` as an element: `c-partner-panel`. */
export const tagOf = (bundle: string): string =>
  `c-${bundle.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
