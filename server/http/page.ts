import type { Response } from 'express'

/** A page for people whom a link or a CRM sent here: what happened, and where to go on. */
export interface Page {
  title: string
  paragraphs: readonly string[]
  link?: { href: string; text: string }
}

/** Everything is escaped; nothing inline is needed, so the site's policy holds. */
export function sendPage(response: Response, status: number, page: Page): void {
  const paragraphs = page.paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')
  const link = page.link
    ? `<p><a href="${escapeHtml(page.link.href)}">${escapeHtml(page.link.text)}</a></p>`
    : ''
  response.status(status).set('Cache-Control', 'no-store').type('text/html').send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)} - Partner Desk</title>
</head>
<body>
<main>
<h1>${escapeHtml(page.title)}</h1>
${paragraphs}
${link}
</main>
</body>
</html>
`)
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
