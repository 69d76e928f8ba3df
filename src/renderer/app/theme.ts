import { type CSSVariablesResolver, createTheme, Kbd, Menu, Modal, Notification, Tooltip } from '@mantine/core';

/** One accent, one typeface that is the same on every system, and greys that read well on both backgrounds. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '650' },
  components: {
    // The arrows are hardly to be seen in most monospaced fonts.
    Kbd: Kbd.extend({ styles: { root: { fontFamily: 'var(--mantine-font-family)' } } }),
    // The placeholder for the first focus is no item, and a menu may hold nothing else (WAI-ARIA 1.2, role menu).
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' } },
      styles: { title: { fontWeight: 600 } },
    }),
    // Mantine dims the description under a title further than small text may be.
    Notification: Notification.extend({ styles: { description: { color: 'var(--mantine-color-text)' } } }),
    Tooltip: Tooltip.extend({
      defaultProps: { withinPortal: true, events: { hover: true, focus: true, touch: false } },
    }),
  },
});

const darkerRed = {
  '--mantine-color-red-filled': 'var(--mantine-color-red-9)',
  '--mantine-color-red-filled-hover': 'color-mix(in srgb, var(--mantine-color-red-9), black 12%)',
};

/** Mantine's dimmed text, placeholders, and some of what is red, orange or lightly filled have less contrast than WCAG AA asks of small text. */
export const readableVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...darkerRed,
    '--mantine-color-dimmed': '#5b636b',
    '--mantine-color-placeholder': '#6b737b',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    '--mantine-color-red-outline': 'var(--mantine-color-red-9)',
    '--mantine-color-red-light-color': 'color-mix(in srgb, var(--mantine-color-red-9), black 20%)',
    '--mantine-color-indigo-light-color': 'color-mix(in srgb, var(--mantine-color-indigo-9), black 20%)',
    '--mantine-color-orange-light-color': 'color-mix(in srgb, var(--mantine-color-orange-9), black 25%)',
    '--warning-text': 'color-mix(in srgb, var(--mantine-color-orange-9), black 25%)',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-8)',
  },
  dark: {
    ...darkerRed,
    '--mantine-color-dimmed': '#a3a8ae',
    '--mantine-color-placeholder': '#8f959b',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-3)',
    '--warning-text': 'var(--mantine-color-orange-4)',
  },
});
