import type { AllDistances } from '@hubspot/ui-extensions'

const SHORT = {
  'extra-small': 'xs',
  small: 'sm',
  medium: 'md',
  large: 'lg',
  'extra-large': 'xl',
} as const

/** The SDK allows `small` and `sm` alike; class names use the short one. */
export function shortSize(size: string | undefined, fallback: string): string {
  if (size === undefined) return fallback
  return (SHORT as Record<string, string | undefined>)[size] ?? size
}

const PIXELS: Record<string, number> = { flush: 0, xs: 4, sm: 8, md: 16, lg: 24, xl: 40 }

export const distance = (size: AllDistances | undefined, fallback: string): number =>
  PIXELS[shortSize(size, fallback)] ?? 0

export function classes(...names: (string | false | undefined)[]): string {
  return names.filter(Boolean).join(' ')
}
