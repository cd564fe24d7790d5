import { useState } from 'react'

type Faults<Name extends string> = Record<Name, string | null>

/**
 * Says what is wrong with a form, field by field: nothing before the first attempt to send it, and from then on as it
 * is corrected. `check` is true when all is well.
 */
export function useChecked<Fields, Name extends string>(
  now: () => Fields,
  rules: (fields: Fields) => Faults<Name>,
): { faults: Faults<Name>; incomplete: boolean; check(): boolean } {
  const [asked, setAsked] = useState(false)
  const found = rules(now())
  // The keys are those of the rules, so every Name is there.
  const none = Object.fromEntries(Object.keys(found).map((name) => [name, null])) as Faults<Name>
  return {
    faults: asked ? found : none,
    incomplete: asked && Object.values(found).some((fault) => fault !== null),
    check: () => {
      setAsked(true)
      return Object.values(rules(now())).every((fault) => fault === null)
    },
  }
}
