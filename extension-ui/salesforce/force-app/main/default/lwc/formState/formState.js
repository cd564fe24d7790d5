import { showFaults, serverFaults } from 'c/formFaults'
import { oneChange } from 'c/oneChange'

/**
 * The fields of one form, what is wrong with them, and the one change that it sends. `show(view)` hears of each step.
 * Nothing is wrong before the first attempt to send; from then on faults follow the corrections.
 *
 * @param {object} parts `fields`: the first values. `rules(fields)`: a fault or null for each field. `paths`: which
 *   path of the request is which field, so that what the server finds wrong stands at the field too. `send(request)`,
 *   `done(reply, body)`: as for oneChange.
 */
export function formState({ fields: first, rules, paths, send, done, show }) {
  let fields = first
  let asked = false
  let step = { busy: false, problem: null }
  let said = { faults: {}, rest: [] }

  const change = oneChange({
    send,
    done,
    show(next) {
      step = next
      said = serverFaults(next.problem, paths)
      show(view())
    },
  })

  /** What there is to show now: `{ fields, faults, asked, incomplete, busy, problem, rest }`. */
  function view() {
    const found = asked ? rules(fields) : {}
    return {
      ...step,
      rest: said.rest,
      fields,
      asked,
      faults: { ...found, ...withoutEmpty(said.faults), ...withoutEmpty(found) },
      incomplete: Object.values(found).some((fault) => fault !== null),
    }
  }

  return {
    view,
    /** For an input's change event: the field is named by its `data-field`. */
    typed({ currentTarget, detail }) {
      this.set(currentTarget.dataset.field, detail.value)
    },
    set(name, value) {
      fields = { ...fields, [name]: value }
      said = { ...said, faults: { ...said.faults, [name]: undefined } }
      show(view())
    },
    /** Sends what `body(fields)` makes of the fields; with a fault, puts the focus on the first one instead. */
    submit(template, body) {
      asked = true
      const now = view()
      show(now)
      if (now.incomplete) showFaults(template, now.faults, { focus: true })
      else void change.submit(body(fields))
    },
    retry: () => void change.retry(),
    /** For renderedCallback: a field that has only just appeared is marked too. */
    rendered(template) {
      if (asked) showFaults(template, view().faults, { focus: false })
    },
  }
}

const withoutEmpty = (faults) => Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault))

/** The fault, when the text is nothing but white space. */
export const missing = (text, fault) => (text.trim() === '' ? fault : null)
