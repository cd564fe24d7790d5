/**
 * Marks each field of a form (`data-field`) with what is wrong with it, in words; a field without a fault is cleared.
 * Call it from renderedCallback, so that a field that has just appeared is marked too.
 */
export function markFields(root, faults) {
  for (const field of root.querySelectorAll('[data-field]')) {
    field.setCustomValidity(faults[field.dataset.field] ?? '')
    field.reportValidity()
  }
}

/** Puts the focus on the first field that has a fault: on a long form it may have scrolled out of sight. */
export function focusFirstFault(root, faults) {
  const first = [...root.querySelectorAll('[data-field]')].find((field) => faults[field.dataset.field])
  first?.focus()
}

export const anyFault = (faults) => Object.values(faults).some((fault) => fault !== null)

/** The fault, when the text is nothing but white space. */
export const missing = (text, fault) => (text.trim() === '' ? fault : null)

/**
 * What the server says is wrong with single fields, by the name of the field: `paths` says which JSON path is which
 * field. null for the others.
 */
export function faultsFromServer(problem, paths) {
  const said = problem?.fieldErrors ?? []
  return Object.fromEntries(
    Object.entries(paths).map(([name, path]) => [
      name,
      said.find((error) => error.path === path)?.message ?? null,
    ]),
  )
}
