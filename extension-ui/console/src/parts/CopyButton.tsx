import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'

/** Copies a text and says so. Without access to the clipboard it says that too: then the text is selected by hand. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const clipboard = useClipboard({ timeout: 4_000 })
  return (
    <span className="copy">
      <Button
        variant="default"
        size="compact-xs"
        aria-label={`Copy ${what}`}
        onClick={() => clipboard.copy(text)}
      >
        Copy
      </Button>
      <span role="status" className="small muted">
        {clipboard.copied && 'Copied'}
        {clipboard.error && 'Select the text and copy it.'}
      </span>
    </span>
  )
}
