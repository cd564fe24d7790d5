/** The addresses that Salesforce itself writes, so that links into the CRM from elsewhere land here. */

export type LightningPlace =
  | { page: 'opportunity'; id: string }
  | { page: 'opportunities' }
  | { page: 'registrations' }
  | { page: 'settings' }
  | { page: 'unknown' }

export const OPPORTUNITIES = '/lightning/o/Opportunity/list'
export const REGISTRATIONS = '/lightning/n/Partner_Desk_Registrations'
export const SETTINGS = '/lightning/n/Partner_Desk_Settings'
export const opportunityPath = (id: string): string => `/lightning/r/Opportunity/${id}/view`

const RECORD = /^\/lightning\/r\/(?:Opportunity\/)?(006\w{12}(?:\w{3})?)\/view/

export function lightningPlaceOf(path: string): LightningPlace {
  const id = RECORD.exec(path)?.[1]
  if (id !== undefined) return { page: 'opportunity', id }
  switch (path.split('?')[0]) {
    case OPPORTUNITIES:
    case '/lightning/o/Opportunity/home':
      return { page: 'opportunities' }
    case REGISTRATIONS:
      return { page: 'registrations' }
    case SETTINGS:
      return { page: 'settings' }
    default:
      return { page: 'unknown' }
  }
}
