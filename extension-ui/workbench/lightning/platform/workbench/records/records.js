import { person } from 'workbench/person'

/** Records that components on the page look at. Lightning Data Service shares one copy; here each asks anew. */
const watchers = new Set()

export function watchRecord(watcher) {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** Tells the components and, as an event on the window, the page around them. */
export function recordsChanged(recordIds) {
  for (const watcher of watchers) if (recordIds.includes(watcher.recordId())) watcher.changed()
  window.dispatchEvent(new CustomEvent('workbench:records-changed', { detail: { recordIds } }))
}

/** As the UI API answers: `{ id, apiName, fields: { Amount: { value, displayValue } } }`. */
export async function readRecord(recordId) {
  const query = new URLSearchParams({ userId: person().userId })
  const response = await fetch(
    `/workbench/salesforce/ui-api/records/${encodeURIComponent(recordId)}?${query}`,
  )
  const body = await response.json()
  if (!response.ok) throw { ok: false, status: response.status, statusText: 'Not Found', body }
  return body
}
