/** A refusal of the OAuth endpoints, which do not use the API's error bodies. */
export class OAuthError extends Error {
  readonly status: number
  readonly error: string

  constructor(error: string, description: string, status = 400) {
    super(description)
    this.name = 'OAuthError'
    this.error = error
    this.status = status
  }

  get body(): { error: string; error_description: string } {
    return { error: this.error, error_description: this.message }
  }
}
