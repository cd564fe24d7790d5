import { useId, useState } from 'react'
import { chosenSlds, wearSlds, type Slds } from './slds.ts'

const LOOKS: { version: Slds; name: string; shown: string }[] = [
  { version: '1', name: 'SLDS 1', shown: 'SLDS 1' },
  { version: '2', name: 'SLDS 2', shown: '2' },
]

/** Which of Salesforce's two looks the page has. */
export function SldsSwitch() {
  const name = useId()
  const [version, setVersion] = useState(chosenSlds)
  return (
    <fieldset className="wb-choice">
      <legend>Which look</legend>
      {LOOKS.map((look) => (
        <label key={look.version}>
          <input
            type="radio"
            name={name}
            aria-label={look.name}
            checked={version === look.version}
            onChange={() => {
              setVersion(look.version)
              void wearSlds(look.version)
            }}
          />
          <span>{look.shown}</span>
        </label>
      ))}
    </fieldset>
  )
}
