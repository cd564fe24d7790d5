import type { Tone } from '../format/words.ts'

/** A coloured dot and the words, always both. */
export function Status({ tone, text }: { tone: Tone; text: string }) {
  return (
    <span className="status">
      <span className={`dot dot-${tone}`} aria-hidden="true" />
      {text}
    </span>
  )
}
