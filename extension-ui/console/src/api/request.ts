import { problemFrom, unreachable } from './problem.ts'

/** Reads one resource. Replies follow `shared/contract/console-api.ts`; the server checks them before it sends. */
export async function read<Reply>(path: string, signal?: AbortSignal): Promise<Reply> {
  const response = await reach(path, { signal: signal ?? null }, false)
  // The contract's zod schemas stay on the server; here their types are the promise.
  return (await response.json()) as Reply
}

/** Changes something. The same body, idempotency key included, has one effect however often it is sent. */
export async function change(method: 'POST' | 'PUT', path: string, body: unknown): Promise<unknown> {
  const response = await reach(path, withBody(method, body), true)
  const text = await response.text()
  return text === '' ? undefined : JSON.parse(text)
}

/** Asks with a question too long for an address. It changes nothing, so it may be dropped or asked again. */
export async function ask<Reply>(path: string, body: unknown, signal: AbortSignal): Promise<Reply> {
  const response = await reach(path, { ...withBody('POST', body), signal }, false)
  // As in `read`.
  return (await response.json()) as Reply
}

/** Fetches a file and hands it to the browser, so that a refusal is shown on the page and not saved as the file. */
export async function download(path: string, fallbackName: string): Promise<void> {
  const response = await reach(path, {}, false)
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = fileNameOf(response.headers.get('content-disposition')) ?? fallbackName
  link.click()
  // The click has handed the blob to the download by the next task; revoking at once cancels it in some browsers.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** The plain `filename="…"` of a Content-Disposition header. */
export const fileNameOf = (header: string | null) => header?.match(/filename="?([^";]+)"?/)?.[1]

const withBody = (method: 'POST' | 'PUT', body: unknown) => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

async function reach(path: string, init: RequestInit, changes: boolean): Promise<Response> {
  const response = await fetch(`/v1/console${path}`, { credentials: 'same-origin', ...init }).catch(
    (cause: unknown) => {
      if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
      throw unreachable(changes)
    },
  )
  if (!response.ok) throw await problemFrom(response)
  return response
}

/** `?a=1&b=2` of the values that are set. */
export function queryOf(values: Record<string, string | undefined>): string {
  const set = Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return set.length === 0 ? '' : `?${new URLSearchParams(set)}`
}
