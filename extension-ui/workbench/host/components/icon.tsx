import type { IconProps } from '@hubspot/ui-extensions'
import { shortSize } from './sizes.ts'

const GLYPHS: Record<string, string> = {
  add: '+',
  bulb: '☼',
  checkCircle: '✓',
  clock: '◷',
  comment: '🗨',
  copy: '⧉',
  date: '▦',
  delete: '🗑',
  downCarat: '▾',
  download: '⤓',
  edit: '✎',
  email: '✉',
  exclamation: '!',
  exclamationCircle: '!',
  filter: '⏷',
  info: 'ⓘ',
  left: '‹',
  link: '🔗',
  locked: '🔒',
  question: '?',
  questionCircle: '?',
  refresh: '↻',
  remove: '×',
  right: '›',
  search: '⌕',
  success: '✓',
  tag: '🏷',
  upCarat: '▴',
  view: '◉',
  warning: '⚠',
  xCircle: '×',
}

/** HubSpot's icon font is its own: near characters stand in, a ring for those that have none. */
export function Icon({ name, color = 'inherit', size, screenReaderText, testId }: IconProps) {
  return (
    <span
      className={`hs-icon hs-icon-${color} hs-icon-${shortSize(size, 'inherit')}`}
      role={screenReaderText ? 'img' : undefined}
      aria-label={screenReaderText}
      aria-hidden={screenReaderText ? undefined : true}
      data-testid={testId}
    >
      {GLYPHS[name] ?? '◦'}
    </span>
  )
}
