import type { TabProps, TabsProps } from '@hubspot/ui-extensions'
import { createContext, useContext, useEffect, useId, useMemo, useRef, useState } from 'react'
import { classes } from './sizes.ts'

type TabId = string | number

interface KnownTab {
  id: TabId
  title: string | undefined
  disabled: boolean
  panel: HTMLElement
}

interface TabsValue {
  base: string
  selected: TabId | undefined
  nextNumber(): number
  /** Called again whenever a tab changes. */
  announce(tab: KnownTab): void
  forget(id: TabId): void
}

const TabsContext = createContext<TabsValue | null>(null)

/** Tabs are remote children that cannot be looked into, so each Tab announces itself and the list follows document order. */
export function Tabs(props: TabsProps) {
  const base = useId()
  const [tabs, setTabs] = useState<readonly KnownTab[]>([])
  const [picked, setPicked] = useState<TabId | undefined>(props.defaultSelected)
  const counter = useRef(0)
  const selected = props.selected ?? picked ?? tabs[0]?.id

  const value = useMemo<TabsValue>(
    () => ({
      base,
      selected,
      nextNumber: () => counter.current++,
      announce: (tab) =>
        setTabs((all) => inDocumentOrder([...all.filter((other) => other.id !== tab.id), tab])),
      forget: (id) => setTabs((all) => all.filter((other) => other.id !== id)),
    }),
    [base, selected],
  )
  const select = (id: TabId): void => {
    setPicked(id)
    // The SDK types this as a union of callbacks by kind of id; each takes the ids that the card itself chose.
    const onSelectedChange = props.onSelectedChange as ((id: TabId) => void) | undefined
    onSelectedChange?.(id)
  }
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    const usable = tabs.filter((tab) => !tab.disabled)
    const next = usable.at((usable.findIndex((tab) => tab.id === selected) + step) % usable.length)
    if (!next) return
    event.preventDefault()
    select(next.id)
    document.getElementById(`${base}-tab-${next.id}`)?.focus()
  }

  return (
    <div
      className={classes(
        'hs-tabs',
        props.variant === 'enclosed' && 'hs-tabs-enclosed',
        props.fill && 'hs-tabs-fill',
      )}
    >
      <div role="tablist" className="hs-tab-list" onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${base}-tab-${tab.id}`}
            aria-controls={`${base}-panel-${tab.id}`}
            aria-selected={tab.id === selected}
            tabIndex={tab.id === selected ? 0 : -1}
            disabled={tab.disabled}
            onClick={() => select(tab.id)}
          >
            {tab.title}
          </button>
        ))}
      </div>
      <TabsContext.Provider value={value}>{props.children}</TabsContext.Provider>
    </div>
  )
}

export function Tab(props: TabProps) {
  const tabs = useContext(TabsContext)
  if (!tabs) throw new Error('A Tab must be inside Tabs')
  const [number] = useState(tabs.nextNumber)
  const id = props.tabId ?? number
  const panel = useRef<HTMLDivElement>(null)
  const { announce, forget } = useRef(tabs).current
  useEffect(() => {
    if (panel.current)
      announce({ id, title: props.title, disabled: props.disabled === true, panel: panel.current })
  }, [announce, id, props.title, props.disabled])
  useEffect(() => () => forget(id), [forget, id])
  return (
    <div
      ref={panel}
      role="tabpanel"
      id={`${tabs.base}-panel-${id}`}
      aria-labelledby={`${tabs.base}-tab-${id}`}
      hidden={id !== tabs.selected}
    >
      {props.children}
    </div>
  )
}

function inDocumentOrder(tabs: KnownTab[]): KnownTab[] {
  return tabs.sort((a, b) =>
    a.panel.compareDocumentPosition(b.panel) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
  )
}
