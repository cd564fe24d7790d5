import { useEffect, useRef, useState } from 'react'
import { useFormField } from './form.tsx'

export interface TypedTextOptions<Value> {
  name: string | undefined
  /** What the card passes as `value`; undefined when the card leaves the text to the field. */
  given: string | undefined
  initial: string
  parse(text: string): Value
  onChange?: (value: Value) => void
  onInput?: (value: Value) => void
  onBlur?: (value: Value) => void
}

/**
 * The text of one field, kept here so that typing never waits for the card.
 *
 * A card that sets `value` from `onInput` answers every key one trip through the worker later. Such an answer is an
 * echo of something already typed, and drawing it would delete what was typed since; so echoes are recognised and
 * ignored. Any other `value` is the card's own wish and wins.
 *
 * As in HubSpot `onInput` fires for each key, `onChange` when the value is committed: on blur, Enter or submit.
 */
export function useTypedText<Value>(options: TypedTextOptions<Value>) {
  const { given, parse } = options
  const [text, setText] = useState(given ?? options.initial)
  const typed = useRef(text)
  const reported = useRef(text)
  const echoes = useRef<string[]>([])

  useEffect(() => {
    if (given === undefined) return
    const echo = echoes.current.lastIndexOf(given)
    if (echo >= 0) {
      echoes.current = echoes.current.slice(echo + 1)
      return
    }
    echoes.current = []
    typed.current = given
    reported.current = given
    setText(given)
  }, [given])

  const commit = (): void => {
    if (typed.current === reported.current) return
    reported.current = typed.current
    if (options.onChange) {
      if (given !== typed.current) echoes.current.push(typed.current)
      options.onChange(parse(typed.current))
    }
  }
  useFormField(options.name, () => parse(typed.current), commit)

  return {
    text,
    type(next: string): void {
      typed.current = next
      setText(next)
      if (!options.onInput) return
      echoes.current.push(next)
      options.onInput(parse(next))
    },
    commit,
    blur(): void {
      commit()
      options.onBlur?.(parse(typed.current))
    },
  }
}
