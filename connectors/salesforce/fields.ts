/** What we read of each object where the connected user may see it. */
export const OPPORTUNITY_FIELDS = [
  'Id',
  'Name',
  'Amount',
  'CurrencyIsoCode',
  'StageName',
  'IsClosed',
  'IsWon',
  'CloseDate',
  'Type',
  'OwnerId',
  'AccountId',
  'IsDeleted',
  'CreatedDate',
  'SystemModstamp',
] as const

export const ACCOUNT_FIELDS = [
  'Id',
  'Name',
  'Website',
  'ParentId',
  'OwnerId',
  'MasterRecordId',
  'IsDeleted',
  'CreatedDate',
  'SystemModstamp',
] as const

export const USER_FIELDS = ['Id', 'Name', 'Email', 'IsActive'] as const

/** The package's own, without the namespace that they have in an org. */
export const PARTNER_FIELDS = {
  partner: 'Partner_Desk_Partner__c',
  role: 'Partner_Desk_Role__c',
  registration: 'Partner_Desk_Registration__c',
  protectedUntil: 'Partner_Desk_Protected_Until__c',
  commission: 'Partner_Desk_Commission__c',
} as const

export type SObject = 'Opportunity' | 'Account'

/** What is read only where an admin wants it. */
export type DetailObject = 'OpportunityLineItem' | 'OpportunityPartner' | 'OpportunityContactRole'
export type ListedObject = SObject | DetailObject
