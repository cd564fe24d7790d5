import type {
  AutoGridProps,
  BoxProps,
  CardProps,
  DividerProps,
  FlexProps,
  InlineProps,
  SpacerProps,
  StackProps,
  TileProps,
} from '@hubspot/ui-extensions'
import { classes, distance } from './sizes.ts'

const FLEX: Record<string, string> = {
  start: 'flex-start',
  end: 'flex-end',
  around: 'space-around',
  between: 'space-between',
}
const flex = (name: string | undefined): string | undefined =>
  name === undefined ? undefined : (FLEX[name] ?? name)

export function Flex(props: FlexProps) {
  const column = props.direction === 'column'
  const wrap = props.wrap === true ? 'wrap' : props.wrap === false ? 'nowrap' : props.wrap
  return (
    <div
      data-testid={props.testId}
      style={{
        display: 'flex',
        flexDirection: column ? 'column' : 'row',
        gap: distance(props.gap, 'flush'),
        justifyContent: flex(props.justify),
        alignItems: flex(props.align ?? (column ? 'stretch' : 'start')),
        alignSelf: flex(props.alignSelf),
        flexWrap: wrap,
      }}
    >
      {props.children}
    </div>
  )
}

export function Box(props: BoxProps) {
  return (
    <div
      data-testid={props.testId}
      style={{ flex: props.flex ?? 'initial', alignSelf: flex(props.alignSelf), minWidth: 0 }}
    >
      {props.children}
    </div>
  )
}

export function Stack(props: StackProps) {
  return (
    <div
      data-testid={props.testId}
      style={{
        display: 'flex',
        flexDirection: props.direction ?? 'column',
        gap: distance(props.distance, 'sm'),
        justifyContent: flex(props.justify),
        alignItems: flex(props.align),
        width: props.width,
      }}
    >
      {props.children}
    </div>
  )
}

export function Inline(props: InlineProps) {
  return (
    <div
      data-testid={props.testId}
      style={{
        display: 'flex',
        flexWrap: 'wrap',
        gap: distance(props.gap, 'sm'),
        justifyContent: flex(props.justify),
        alignItems: flex(props.align ?? 'center'),
      }}
    >
      {props.children}
    </div>
  )
}

export function AutoGrid(props: AutoGridProps) {
  const widest = props.flexible ? '1fr' : `${props.columnWidth}px`
  return (
    <div
      data-testid={props.testId}
      style={{
        display: 'grid',
        gap: distance(props.gap, 'flush'),
        gridTemplateColumns: `repeat(auto-fill, minmax(min(${props.columnWidth}px, 100%), ${widest}))`,
      }}
    >
      {props.children}
    </div>
  )
}

export const Tile = (props: TileProps) => (
  <div
    className={classes('hs-tile', props.compact && 'hs-tile-compact', props.flush && 'hs-tile-flush')}
    data-testid={props.testId}
  >
    {props.children}
  </div>
)
export const Card = ({ children }: CardProps) => <div className="hs-tile">{children}</div>
export const Spacer = ({ size }: SpacerProps) => <div style={{ height: distance(size, 'md') }} />
export const Divider = (props: DividerProps) => (
  <hr className="hs-divider" style={{ marginBlock: distance(props.distance ?? props.size, 'flush') }} />
)
