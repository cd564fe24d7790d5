import { join } from 'node:path'
import type { ComponentSources } from '../lightning/bundle-components.ts'

/** The package's metadata. */
export const PACKAGE = join(import.meta.dirname, '../../salesforce/force-app/main/default')

export const LABELS_FILE = join(PACKAGE, 'labels/CustomLabels.labels-meta.xml')

export const PACKAGE_COMPONENTS: ComponentSources = {
  lwcFolder: join(PACKAGE, 'lwc'),
  labelsFile: LABELS_FILE,
}
