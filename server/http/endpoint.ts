import type { Request, Response } from 'express'
import type { z } from 'zod'
import type { Context } from '../context.ts'

/**
 * An address outside the API's frame: health, OAuth, webhooks, pages that a browser is sent to. Data as well, so
 * that it is mounted, described and rate-limited in one place; who may call it, it checks itself.
 */
export interface Endpoint {
  operationId: string
  method: 'get' | 'post'
  /** Express path. */
  path: string
  summary: string
  /** What it reads of the query; it parses that itself. */
  query?: z.ZodType
  /** Headers that it needs. */
  headers?: readonly { name: string; description: string }[]
  /** What it reads of the body; it parses that itself. */
  body?: z.ZodType
  /** The normal answer, where that is JSON of a known shape. */
  reply?: z.ZodType
  /** The scheme of the API's description by which callers sign in; none: open to all. */
  security?: string
  /** A larger body than elsewhere, as `body-parser` writes sizes. */
  maxBody?: string
  /** Content type of the normal answer. */
  contentType: 'application/json' | 'text/html' | 'text/plain'
  /** Statuses that it answers with, and when. */
  statuses: Readonly<Record<number, string>>
  /** Counts requests per address and refuses the eager: for what a stranger can call. */
  limited: boolean
  /** `request.body` is the raw body (see `rawBody`). Errors thrown become problem details. */
  handle(context: Context, request: Request, response: Response): Promise<void>
}
