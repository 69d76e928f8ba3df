import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const shade = (color: string, light: number, dark: number) =>
  `light-dark(var(--mantine-color-${color}-${light}), var(--mantine-color-${color}-${dark}))`;

const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: shade('blue', 9, 3) },
  { tag: [tags.string, tags.special(tags.string)], color: shade('teal', 9, 3) },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword, tags.atom], color: shade('grape', 9, 3) },
  { tag: [tags.comment, tags.meta], color: 'var(--mantine-color-dimmed)' },
  { tag: tags.invalid, color: shade('red', 9, 4) },
]);

const border = '1px solid var(--mantine-color-default-border)';
const raised = {
  backgroundColor: 'var(--mantine-color-body)',
  color: 'var(--mantine-color-text)',
};
const field = {
  ...raised,
  border,
  borderRadius: 'var(--mantine-radius-sm)',
  backgroundImage: 'none',
  fontFamily: 'var(--mantine-font-family)',
  fontSize: 'var(--mantine-font-size-xs)',
};

const look = {
  '&': { color: 'var(--mantine-color-text)', backgroundColor: 'transparent', fontSize: '13px', height: '100%' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--mantine-color-text)' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--mantine-color-dimmed)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--mantine-color-default-hover)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'light-dark(var(--mantine-color-indigo-1), var(--mantine-color-indigo-9)) !important',
  },
  '.cm-searchMatch': { backgroundColor: 'light-dark(var(--mantine-color-yellow-2), rgba(250, 176, 5, 0.3))' },
  '.cm-searchMatch-selected': { backgroundColor: 'light-dark(var(--mantine-color-orange-3), rgba(253, 126, 20, 0.6))' },
  '.cm-foldPlaceholder': { ...raised, border, padding: '0 4px' },
  '.cm-placeholder': { color: 'var(--mantine-color-placeholder)' },
  '.cm-panels': raised,
  '.cm-panels-top': { borderBottom: border },
  '.cm-panel.cm-search': { padding: '6px 28px 6px 8px', fontFamily: 'var(--mantine-font-family)' },
  '.cm-panel.cm-search label': { fontSize: 'var(--mantine-font-size-xs)' },
  '.cm-panel.cm-search [name=close]': { color: 'var(--mantine-color-text)', fontSize: '18px', right: '8px' },
  '.cm-textfield': field,
  '.cm-button': field,
  '.cm-tooltip': { ...raised, border, borderRadius: 'var(--mantine-radius-sm)', boxShadow: 'var(--mantine-shadow-md)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--mantine-primary-color-filled)',
    color: 'var(--mantine-primary-color-contrast)',
  },
  '.cm-completionDetail': { color: 'inherit', opacity: '0.75', fontStyle: 'normal' },
  '.cm-diagnostic': { fontFamily: 'var(--mantine-font-family)', fontSize: 'var(--mantine-font-size-sm)' },
};

/** The look of editors, drawn from Mantine's variables so that it follows the colour scheme by itself. */
export function codeTheme(dark: boolean): Extension {
  return [EditorView.theme(look, { dark }), syntaxHighlighting(highlight)];
}
