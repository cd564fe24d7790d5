import { person } from 'workbench/person'

/** A function for one Apex method; it rejects as an imperative Apex call does. */
export function apexMethod(name) {
  return async (parameters = {}) => {
    const response = await fetch(`/workbench/apex/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userId: person().userId, parameters }),
    }).catch(() => undefined)
    if (!response)
      throw failure(0, '', { message: 'The workbench does not answer. Is `npm start` still running?' })
    const body = await response.json()
    if (!response.ok) throw failure(response.status, 'Server Error', body)
    return body
  }
}

const failure = (status, statusText, body) => ({
  ok: false,
  status,
  statusText,
  errorType: 'fetchResponse',
  headers: {},
  body,
})
