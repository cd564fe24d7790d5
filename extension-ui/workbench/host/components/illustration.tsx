import type { IllustrationProps } from '@hubspot/ui-extensions'

/** HubSpot's drawings are its own; this one stands in for each of them, in the same size and colours. */
export function Illustration({
  alt,
  width = 140,
  height,
  testId,
}: Omit<IllustrationProps, 'name'> & { name: string }) {
  return (
    <svg
      viewBox="0 0 140 100"
      width={width}
      height={height}
      role={alt ? 'img' : 'presentation'}
      aria-label={alt || undefined}
      data-testid={testId}
    >
      <ellipse cx="70" cy="90" rx="58" ry="7" fill="var(--koala)" />
      <rect x="34" y="14" width="72" height="68" rx="6" fill="#fff" stroke="var(--slinky)" strokeWidth="2" />
      <rect x="44" y="27" width="40" height="6" rx="3" fill="var(--calypso)" />
      <rect x="44" y="41" width="52" height="5" rx="2.5" fill="var(--battleship)" />
      <rect x="44" y="53" width="46" height="5" rx="2.5" fill="var(--battleship)" />
      <circle cx="104" cy="66" r="17" fill="#ffdfd7" stroke="var(--lorax)" strokeWidth="2" />
      <path d="M97 66h14M104 59v14" stroke="var(--lorax)" strokeWidth="2.5" strokeLinecap="round" />
    </svg>
  )
}
