export const INSTALL_FIRST =
  'Install the Partner Desk package in this Salesforce org first, then connect. Salesforce lets nobody sign in to an app ' +
  'that is not installed in the org, unless they hold the permission "Approve Uninstalled Connected Apps". Nothing was changed.'

/** Since September 2025: https://help.salesforce.com/s/articleView?id=005132365 */
export function isNotInstalled(error: string, description: string): boolean {
  return (
    /OAUTH_APPROVAL_ERROR|OAUTH_EC_APP_NOT_FOUND|app.*must be installed|not installed/i.test(
      `${error} ${description}`,
    ) || error === 'invalid_client'
  )
}

/** What to tell the admin about a refusal that came back from Salesforce's sign-in. */
export function explainRefusal(parameters: ReadonlyMap<string, string>): string {
  const error = parameters.get('error') ?? ''
  const description = parameters.get('error_description') ?? ''
  if (isNotInstalled(error, description)) return INSTALL_FIRST
  if (error === 'access_denied') {
    return (
      'The access was not approved in Salesforce. Nothing was changed. Sign in as the user whom Partner Desk is to work as, ' +
      'who has the permission set "Partner Desk Integration", and choose Allow.'
    )
  }
  if (error === 'redirect_uri_mismatch') {
    return (
      'Salesforce does not know the address of this server. Nothing was changed. Whoever runs it enters the address in the ' +
      'External Client App as a callback URL.'
    )
  }
  return 'Salesforce did not approve the connection. Nothing was changed. A Salesforce admin finds the reason in Setup under Login History.'
}
