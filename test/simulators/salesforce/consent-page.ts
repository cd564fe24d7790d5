export interface ConsentPerson {
  id: string
  name: string
  email: string
}

/** Asks who consents, and whether. The form posts everything back with `user_id` and `decision`. */
export function consentPage(
  orgName: string,
  people: readonly ConsentPerson[],
  query: URLSearchParams,
): string {
  const hidden = [...query]
    .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
    .join('\n      ')
  const options = people
    .map(
      ({ id, name, email }) => `<option value="${escaped(id)}">${escaped(name)} (${escaped(email)})</option>`,
    )
    .join('\n        ')
  const scopes = (query.get('scope') ?? '')
    .split(/\s+/)
    .filter((scope) => scope !== '')
    .map((scope) => `<li><code>${escaped(scope)}</code></li>`)
    .join('')
  return page('Allow Access?', [
    `<p>Partner Desk asks for access to <strong>${escaped(orgName)}</strong>:</p>`,
    `<ul>${scopes}</ul>`,
    `<form method="post" action="/services/oauth2/authorize">
      ${hidden}
      <p><label>Log in as <select name="user_id">
        ${options}
      </select></label></p>
      <button type="submit" name="decision" value="approve" class="primary">Allow</button>
      <button type="submit" name="decision" value="deny">Deny</button>
    </form>`,
  ])
}

export function refusedConsentPage(code: string, description: string): string {
  return page('OAuth Error', [
    `<p role="alert">error=${escaped(code)}&amp;error_description=${escaped(description)}</p>`,
  ])
}

function page(title: string, body: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem; color: #181818; }
      button, select { font: inherit; padding: 0.5rem 1.2rem; margin-right: 0.5rem; border: 1px solid #747474; border-radius: 4px; background: #fff; }
      button.primary { background: #0176d3; border-color: #0176d3; color: #fff; }
    </style>
  </head>
  <body>
    <main>
    <h1>${title}</h1>
    ${body.join('\n    ')}
    <p><small>Simulated Salesforce: no data leaves this machine.</small></p>
    </main>
  </body>
</html>
`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
