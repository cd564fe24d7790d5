import { createReadStream } from 'node:fs'
import { BadInput } from './command.ts'

/** A plan is a few pages; what is larger is another file. */
const LARGEST_MB = 10

/** What messages call an input: its name, or where `-` reads from. */
export const inputName = (path: string): string => (path === '-' ? 'standard input' : path)

/** The text of a file, or of standard input for `-`. Throws `BadInput` with one line for whatever cannot be read as UTF-8 text. */
export async function readInput(path: string, signal: AbortSignal): Promise<string> {
  const parts: string[] = []
  let characters = 0
  for await (const part of inputText(path, signal)) {
    characters += part.length
    if (characters > LARGEST_MB * 1_000_000)
      throw new BadInput(`${inputName(path)}: is larger than ${LARGEST_MB} MB, which no plan is.`)
    parts.push(part)
  }
  const text = parts.join('')
  if (text.trim() === '') throw new BadInput(`${inputName(path)}: is empty.`)
  return text
}

/** The same piece by piece, of any size. A byte order mark stays, for the reader to judge. */
export async function* inputText(path: string, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const stream = path === '-' ? process.stdin : createReadStream(path)
  const stop = (): unknown => stream.destroy(new BadInput(`${inputName(path)}: reading was stopped.`))
  signal.addEventListener('abort', stop)
  try {
    for await (const chunk of stream) yield decoder.decode(chunk, { stream: true })
    yield decoder.decode()
  } catch (error) {
    throw error instanceof BadInput ? error : new BadInput(`${inputName(path)}: ${readingProblem(error)}`)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file.',
  EISDIR: 'is a directory, not a file.',
  EACCES: 'this user may not read it.',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'is not UTF-8 text; save it as UTF-8.',
}

function readingProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  return PROBLEMS[code] ?? `cannot be read (${code}).`
}
