/** Where a page reference of Lightning leads, in the addresses that Salesforce itself writes. */
export function addressOf({ type, attributes = {} }) {
  switch (type) {
    case 'standard__recordPage':
      return `/lightning/r/${attributes.objectApiName ?? 'Opportunity'}/${attributes.recordId}/${attributes.actionName ?? 'view'}`
    case 'standard__objectPage':
      return `/lightning/o/${attributes.objectApiName}/${attributes.actionName ?? 'list'}`
    case 'standard__navItemPage':
      return `/lightning/n/${attributes.apiName}`
    case 'standard__webPage':
      return attributes.url
    default:
      throw new Error(`The workbench does not know pages of type ${type}`)
  }
}
