import { ApiError } from '../api-error.ts'

/** A refusal that shows, as Salesforce does, where in the query it is. */
export function queryError(code: string, query: string, at: number, message: string): ApiError {
  const before = query.slice(0, at)
  const row = before.split('\n').length
  const column = at - before.lastIndexOf('\n')
  const start = Math.max(0, at - 40)
  const excerpt = query.slice(start, at + 40).replaceAll('\n', ' ')
  const where = `\n${excerpt}\n${' '.repeat(at - start)}^\nERROR at Row:${row}:Column:${column}\n`
  return new ApiError(400, code, `${where}${message}`)
}
