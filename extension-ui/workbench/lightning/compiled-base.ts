import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Plugin, PluginContext, TransformPluginContext } from 'rollup'

const BASE_COMPONENTS = '/node_modules/lightning-base-components/'

type Resolve = (this: PluginContext, importee: string, importer: string | undefined) => string | undefined
type Compile = (this: TransformPluginContext, code: string, id: string) => { code: string } | undefined

/**
 * Spares LWC's compiler most of its work: the base components, which change only with the lock file, are compiled once and
 * kept in `file`; and a name is looked up once, because each look-up reads the whole module list of the package anew.
 * `keep` writes down what was compiled now.
 */
export function rememberBase(compiler: Plugin, file: string): { plugin: Plugin; keep(): void } {
  // Written by `keep`.
  const compiled = new Map(
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as [string, string][]) : [],
  )
  const before = compiled.size
  const resolved = new Map<string, string | undefined>()
  // Rollup allows objects for both; the plugin of LWC has plain functions.
  const resolve = compiler.resolveId as unknown as Resolve
  const compile = compiler.transform as unknown as Compile
  return {
    plugin: {
      ...compiler,
      resolveId(importee, importer) {
        if (/^[./\0]/.test(importee)) return resolve.call(this, importee, importer)
        const key = `${importer?.includes(BASE_COMPONENTS) ?? false} ${importee}`
        if (!resolved.has(key)) resolved.set(key, resolve.call(this, importee, importer))
        return resolved.get(key)
      },
      transform(code, id) {
        if (!id.includes(BASE_COMPONENTS)) return compile.call(this, code, id)
        const known = compiled.get(id) ?? compile.call(this, code, id)?.code
        if (known === undefined) return undefined
        compiled.set(id, known)
        return { code: known, map: null }
      },
    },
    keep() {
      if (compiled.size === before) return
      mkdirSync(dirname(file), { recursive: true })
      const aside = `${file}.${process.pid}`
      writeFileSync(aside, JSON.stringify([...compiled]))
      renameSync(aside, file)
    },
  }
}
