import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import type { FileReply } from './route.ts'

/**
 * A download. HTML is shown instead, in a sandbox of its own: it may use its inline styles and nothing else, so a
 * name in it can neither run nor reach the session. A file in pieces that fails half-way is cut off, so that nobody takes
 * it for whole.
 */
export async function sendFile(response: Response, file: FileReply): Promise<void> {
  const html = file.contentType.startsWith('text/html')
  if (html) {
    response.set(
      'Content-Security-Policy',
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    )
  }
  const ascii = file.fileName.replaceAll(/[^\w.-]/g, '_')
  const encoded = encodeURIComponent(file.fileName).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  )
  response
    .set(
      'Content-Disposition',
      `${html ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${encoded}`,
    )
    .type(file.contentType)
  if (typeof file.content === 'string') {
    response.send(Buffer.from(file.content, 'utf8'))
    return
  }
  try {
    await pipeline(Readable.from(file.content), response)
  } catch (error) {
    // Whoever gave up reading needs no answer.
    if (!isPrematureClose(error)) throw error
  }
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}
