import { createHash, randomUUID } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { oneAtATime } from './one-at-a-time.ts'

const CACHE = join(import.meta.dirname, '../../../node_modules/.cache/partner-desk')
const KEPT_PER_KIND = 3
const NOT_SOURCES = new Set(['node_modules', 'dist', '__tests__'])

/**
 * The folder that holds what `build` makes of these files and folders. Built only when none of the same content is
 * there, and by one of those who ask at once: the others, of this process and of others, wait for it. With `copyTo`
 * the result is put there too, and only then when it is not of this content already.
 */
export async function reuseOrBuild(
  kind: string,
  sources: readonly string[],
  build: (outDir: string) => Promise<unknown>,
  copyTo?: string,
): Promise<string> {
  const hash = contentHash(sources)
  const finished = folderOf(kind, hash)
  mkdirSync(CACHE, { recursive: true })
  if (!existsSync(finished)) {
    await oneAtATime(`${finished}.lock`, async () => {
      if (!existsSync(finished)) await buildAside(finished, build)
    })
    forgetOld(kind)
  }
  // The oldest are forgotten: this one is not old.
  const now = new Date()
  utimesSync(finished, now, now)
  if (copyTo && !isOf(hash, copyTo)) {
    await oneAtATime(join(CACHE, `${kind}-copy.lock`), async () => copyOver(finished, copyTo, hash))
  }
  return finished
}

/** Built aside and renamed, so that a killed or simultaneous start never leaves half a folder under the final name. */
async function buildAside(finished: string, build: (outDir: string) => Promise<unknown>): Promise<void> {
  const aside = `${finished}.${randomUUID()}`
  try {
    await build(aside)
    if (!existsSync(finished)) renameSync(aside, finished)
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}

/** The folder that `reuseOrBuild` would answer without building; undefined when it would have to build. */
export function builtFolder(kind: string, sources: readonly string[]): string | undefined {
  const finished = cachePath(kind, sources)
  return existsSync(finished) ? finished : undefined
}

/** Where something is kept that is made of these sources. */
export const cachePath = (kind: string, sources: readonly string[]): string =>
  folderOf(kind, contentHash(sources))

const folderOf = (kind: string, hash: string): string => join(CACHE, `${kind}-${hash}`)

/** Of names and bytes; tests and other people's folders inside do not count. */
export function contentHash(sources: readonly string[]): string {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const file of filesIn(source)) {
      hash
        .update(relative(join(source, '..'), file))
        .update('\0')
        .update(readFileSync(file))
        .update('\0')
    }
  }
  return hash.digest('hex').slice(0, 16)
}

function filesIn(path: string): string[] {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  return readdirSync(path)
    .filter((name) => !NOT_SOURCES.has(name) && !/\.test\.tsx?$/.test(name))
    .sort()
    .flatMap((name) => filesIn(join(path, name)))
}

const stampIn = (folder: string): string => join(folder, '.content-hash')

/** Whether all of the content of this hash was copied to the folder: the stamp comes last. */
const isOf = (hash: string, folder: string): boolean =>
  existsSync(stampIn(folder)) && readFileSync(stampIn(folder), 'utf8') === hash

function copyOver(from: string, to: string, hash: string): void {
  if (isOf(hash, to)) return
  rmSync(to, { recursive: true, force: true })
  cpSync(from, to, { recursive: true })
  writeFileSync(stampIn(to), hash)
}

function forgetOld(kind: string): void {
  const folders = readdirSync(CACHE)
    .filter((name) => new RegExp(`^${kind}-[0-9a-f]{16}$`).test(name))
    .map((name) => join(CACHE, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  for (const folder of folders.slice(KEPT_PER_KIND)) rmSync(folder, { recursive: true, force: true })
}
