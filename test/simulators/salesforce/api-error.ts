export interface ErrorItem {
  message: string
  errorCode: string
  fields?: readonly string[]
}

/** A request that Salesforce refuses: a status and the usual array of one error. */
export class ApiError extends Error {
  readonly status: number
  readonly item: ErrorItem

  constructor(status: number, errorCode: string, message: string, fields?: readonly string[]) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.item = { message, errorCode, ...(fields !== undefined && { fields }) }
  }
}

/** What every address that does not exist answers. */
export const notFound = (message = 'The requested resource does not exist'): ApiError =>
  new ApiError(404, 'NOT_FOUND', message)

export const invalidSession = (): ApiError =>
  new ApiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')

export const malformed = (message: string): ApiError => new ApiError(400, 'JSON_PARSER_ERROR', message)
