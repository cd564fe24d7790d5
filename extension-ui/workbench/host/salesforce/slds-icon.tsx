interface SldsIconProps {
  sprite: 'standard' | 'utility'
  name: string
  className?: string
}

/** A picture beside words that say the same; screen readers pass over it. */
export function SldsIcon({ sprite, name, className }: SldsIconProps) {
  const svg = (
    <svg
      className={
        className ??
        (sprite === 'standard' ? 'slds-icon' : 'slds-icon slds-icon-text-default slds-icon_x-small')
      }
      aria-hidden="true"
    >
      <use href={`/workbench/slds/1/icons/${sprite}-sprite/svg/symbols.svg#${name}`} />
    </svg>
  )
  if (sprite === 'utility') return svg
  return <span className={`slds-icon_container slds-icon-standard-${name.replaceAll('_', '-')}`}>{svg}</span>
}
