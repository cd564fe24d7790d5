import { useId, useState, type ReactNode } from 'react'

interface RecordTab {
  id: string
  title: string
  content: ReactNode
}

export function RecordTabs({ tabs }: { tabs: RecordTab[] }) {
  const base = useId()
  const [selected, setSelected] = useState(tabs[0]?.id)
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    const next = tabs.at((tabs.findIndex((tab) => tab.id === selected) + step) % tabs.length)
    if (!next) return
    setSelected(next.id)
    document.getElementById(`${base}-${next.id}`)?.focus()
  }
  return (
    <>
      <div role="tablist" aria-label="Record" className="crm-tabs" onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`${base}-${tab.id}`}
            type="button"
            role="tab"
            aria-selected={tab.id === selected}
            tabIndex={tab.id === selected ? 0 : -1}
            onClick={() => setSelected(tab.id)}
          >
            {tab.title}
          </button>
        ))}
      </div>
      {tabs.map((tab) => (
        <div key={tab.id} role="tabpanel" aria-labelledby={`${base}-${tab.id}`} hidden={tab.id !== selected}>
          {tab.content}
        </div>
      ))}
    </>
  )
}
