import { Checkbox, createTheme, Drawer, Modal, type CSSVariablesResolver } from '@mantine/core'

/** Every pair of text and background below has a contrast of at least 4.5 : 1. */
export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: 7,
  colors: {
    petrol: [
      '#eef7f6',
      '#d8ecea',
      '#b1d8d5',
      '#86c2be',
      '#5fadaa',
      '#3d9694',
      '#227a7b',
      '#0d5f63',
      '#0a4f53',
      '#073d41',
    ],
    danger: [
      '#fdebe9',
      '#fad5d1',
      '#f3aba4',
      '#ea7d73',
      '#dc5247',
      '#c9392e',
      '#b3261e',
      '#b3261e',
      '#8f1d17',
      '#6e1510',
    ],
  },
  components: {
    // With the usual radius a box of this size is a circle, which says "one of these".
    Checkbox: Checkbox.extend({ defaultProps: { radius: 'xs' } }),
    Modal: Modal.extend({ defaultProps: { overlayProps: { backgroundOpacity: 0.4 } } }),
    Drawer: Drawer.extend({ defaultProps: { overlayProps: { backgroundOpacity: 0.4 } } }),
  },
  fontFamily: "'Lexend Deca', 'Segoe UI', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  headings: { fontWeight: '600' },
  defaultRadius: 'md',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  respectReducedMotion: true,
  cursorType: 'pointer',
})

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#1b2a32',
    '--mantine-color-dimmed': '#55656f',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-placeholder': '#66757e',
    '--mantine-color-body': '#ffffff',
  },
  dark: {},
})
