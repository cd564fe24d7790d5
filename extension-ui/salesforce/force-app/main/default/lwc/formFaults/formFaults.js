/**
 * Shows each fault at its field: at base components with a matching `data-field` by their own validity. Other elements
 * only get the focus; their component shows the text. The first field with a fault gets the focus when asked.
 *
 * @param {{ querySelectorAll(selector: string): Iterable<HTMLElement> }} template
 * @param {Record<string, string | null>} faults
 * @param {{ focus: boolean }} options
 * @returns {boolean} whether all is well
 */
export function showFaults(template, faults, { focus }) {
  const fields = [...template.querySelectorAll('[data-field]')]
  for (const field of fields) {
    if (!field.setCustomValidity) continue
    field.setCustomValidity(faults[field.dataset.field] ?? '')
    field.reportValidity()
  }
  if (focus) fields.find((field) => faults[field.dataset.field])?.focus()
  return Object.values(faults).every((fault) => fault === null)
}

/**
 * A server's refusal, divided: what belongs to a field that the form has, and what has none and must be said elsewhere.
 * `fields` maps the path in the request to the name of the field ('messageToPartner' to 'message').
 *
 * @param {import('c/cardProblem').CardProblem | null} problem
 * @param {Record<string, string>} fields
 * @returns {{ faults: Record<string, string>, rest: string[] }}
 */
export function serverFaults(problem, fields) {
  const faults = {}
  const rest = []
  for (const { path, message } of problem?.fieldErrors ?? []) {
    const field = fields[path]
    if (field) faults[field] = message
    else rest.push(`${path}: ${message}`)
  }
  return { faults, rest }
}
