import type {
  DescriptionListItemProps,
  DescriptionListProps,
  HeadingProps,
  ListProps,
  TextProps,
} from '@hubspot/ui-extensions'
import { Children, type CSSProperties } from 'react'
import { classes } from './sizes.ts'

const WEIGHT = { regular: 400, demibold: 500, bold: 600 } as const

export function Text(props: TextProps) {
  const Element = props.inline ? 'span' : 'div'
  const cut = typeof props.truncate === 'object' ? props.truncate : undefined
  return (
    <Element
      className={classes(
        'hs-text',
        props.variant === 'microcopy' && 'hs-microcopy',
        props.truncate && 'hs-truncate',
      )}
      title={cut?.tooltipText}
      data-testid={props.testId}
      style={{ ...format(props.format), maxWidth: cut?.maxWidth }}
    >
      {props.children}
    </Element>
  )
}

function format(options: TextProps['format'] = {}): CSSProperties {
  const { fontWeight, italic, lineDecoration, textTransform } = options
  return {
    fontWeight: fontWeight && WEIGHT[fontWeight],
    fontStyle: italic ? 'italic' : undefined,
    textDecoration: lineDecoration === 'strikethrough' ? 'line-through' : lineDecoration,
    textTransform: textTransform === 'sentenceCase' ? undefined : textTransform,
  }
}

export const Heading = ({ children, inline, testId }: HeadingProps) => (
  <h3 className={classes('hs-heading', inline && 'hs-heading-inline')} data-testid={testId}>
    {children}
  </h3>
)

export const DescriptionList = ({ children, direction, testId }: DescriptionListProps) => (
  <dl className={classes('hs-dl', direction === 'row' && 'hs-dl-row')} data-testid={testId}>
    {children}
  </dl>
)
export const DescriptionListItem = ({ children, label }: DescriptionListItemProps) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)

export function List({ children, variant = 'unordered', testId }: ListProps) {
  const Element = variant.startsWith('ordered') ? 'ol' : 'ul'
  return (
    <Element className={`hs-list hs-list-${variant}`} data-testid={testId}>
      {Children.map(children, (child) => (
        <li>{child}</li>
      ))}
    </Element>
  )
}
