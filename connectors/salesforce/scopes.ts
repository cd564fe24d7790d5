/** What the app asks an org for, and no more. */
export const REQUIRED_SCOPES = ['api', 'refresh_token', 'openid'] as const
