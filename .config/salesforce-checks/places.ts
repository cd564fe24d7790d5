import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..', '..')
export const PACKAGE = join(ROOT, 'extension-ui/salesforce')
export const SOURCE = join(PACKAGE, 'force-app/main/default')
/** Where reports go; not kept. */
export const REPORTS = join(ROOT, 'node_modules/.cache/salesforce-checks')
