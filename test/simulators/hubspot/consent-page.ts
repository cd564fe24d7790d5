import type { PortalSettings } from './portal.ts'

/** The page on which a portal's admin allows or refuses the installation. It posts its own query back with a decision. */
export function consentPage(portal: PortalSettings, query: URLSearchParams): string {
  const hidden = [...query]
    .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
    .join('\n      ')
  const scopes = (query.get('scope') ?? '')
    .split(/\s+/)
    .filter((scope) => scope !== '')
    .map((scope) => `<li><code>${escaped(scope)}</code></li>`)
    .join('\n      ')
  return page(`Connect an app to ${escaped(portal.name)}`, [
    `<p>An app asks to be installed in <strong>${escaped(portal.name)}</strong> (account ${portal.portalId}) and to use:</p>`,
    `<ul>\n      ${scopes}\n    </ul>`,
    `<form method="post" action="/oauth/authorize">
      ${hidden}
      <button type="submit" name="decision" value="approve" class="primary">Approve</button>
      <button type="submit" name="decision" value="cancel">Cancel</button>
    </form>`,
  ])
}

export function refusedConsentPage(problem: string): string {
  return page('The app cannot be installed', [`<p role="alert">${escaped(problem)}</p>`])
}

function page(title: string, body: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem; color: #213343; }
      button { font: inherit; padding: 0.6rem 1.4rem; margin-right: 0.5rem; border: 1px solid #33475b; background: #fff; }
      button.primary { background: #33475b; color: #fff; }
    </style>
  </head>
  <body>
    <main>
    <h1>${title}</h1>
    ${body.join('\n    ')}
    <p><small>Simulated HubSpot: no data leaves this machine.</small></p>
    </main>
  </body>
</html>
`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
