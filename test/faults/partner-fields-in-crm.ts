import type { RunningSimulator } from '../simulators/hubspot/serve.ts'

/** The partner fields of every deal that has any. On which day protection ends depends on the day of the test, so it is only said that there is one. */
export function partnerFieldsInCrm({ portal }: Pick<RunningSimulator, 'portal'>): object[] {
  return [...portal.stores['0-3'].active()].flatMap(({ id, properties }) => {
    const own = Object.entries(properties)
      .filter(([name, value]) => name.startsWith('partner_desk_') && value !== null && value !== '')
      .map(([name, value]) => [name, name === 'partner_desk_protected_until' ? 'a day' : value])
    return own.length === 0 ? [] : [{ id, ...Object.fromEntries(own.sort()) }]
  })
}
