import { Radio, Stack } from '@mantine/core'
import type { Choice } from '../../plan-terms/words-of-terms.ts'

/** One of a few, each with the sentence that explains it. */
export function ChoiceField<Value extends string>({
  label,
  description,
  choices,
  value,
  error,
  disabled,
  onChoose,
}: {
  label: string
  description?: string
  choices: Record<Value, Choice>
  value: string
  error?: string | undefined
  disabled: boolean
  onChoose(value: Value): void
}) {
  return (
    <Radio.Group
      label={label}
      description={description}
      value={value}
      error={error}
      // The radios below are exactly the keys of `choices`.
      onChange={(chosen) => onChoose(chosen as Value)}
      className="choice-field"
    >
      <Stack gap={9} mt={8}>
        {Object.entries<Choice>(choices).map(([key, { name, means }]) => (
          <Radio key={key} value={key} label={name} description={means} disabled={disabled} />
        ))}
      </Stack>
    </Radio.Group>
  )
}
