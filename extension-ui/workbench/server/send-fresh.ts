import type { Response } from 'express'

/** `root`, because Express answers 404 for a path with a dot folder in it, and node_modules/.cache has one. */
export function sendFresh(response: Response, root: string, name: string): void {
  response
    .set('Cache-Control', 'no-store')
    .sendFile(name, { root: root, dotfiles: 'allow', cacheControl: false })
}
