/** Longer than a modal takes to fade out; then the change is shown wherever the focus is. */
const AT_MOST_MS = 1_000

/**
 * Remembers which control of a component opens a modal. A modal gives the focus back while it fades out, after its promise
 * has settled; what would take that control off the page waits for this function's promise, so that a keyboard user is not
 * thrown back to the top of the page. Resolves at once when the opener had no focus to give back to.
 */
export function rememberOpener(template) {
  const opener = template.activeElement
  return () => {
    if (!opener || !opener.isConnected || template.activeElement) return Promise.resolve()
    return new Promise((resolve) => {
      // eslint-disable-next-line @lwc/lwc/no-async-operation -- a page whose modal gives nothing back must not wait for ever
      const timer = setTimeout(resolve, AT_MOST_MS)
      template.addEventListener(
        'focusin',
        () => {
          clearTimeout(timer)
          resolve()
        },
        { once: true },
      )
    })
  }
}
