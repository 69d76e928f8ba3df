import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json, jsonLanguage, jsonParseLinter } from '@codemirror/lang-json';
import { xml } from '@codemirror/lang-xml';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { type Diagnostic, linter, lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension, Prec, StateEffect } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { essence } from '#core/http/mediaType.ts';
import { jsonTemplateFault } from '#core/json/templates.ts';
import type { JsonSchema } from '#core/jsonSchema/schema.ts';
import { type CodeProblem, diagnosticsOf } from './problems.ts';
import { schemaCompletion } from './schemaCompletion.ts';
import { type CodeVariable, variableSupport } from './variables.ts';

interface CodeOptions {
  label: string;
  language: CodeLanguage;
  dark: boolean;
  wrap: boolean;
  schema?: JsonSchema | undefined;
  /** What a language beside the usual ones adds. */
  support?: Extension | undefined;
  placeholder?: string | undefined;
  invalid?: boolean | undefined;
  describedBy?: string | undefined;
  /** What `{{name}}` can stand for; null where that means nothing. */
  variables?: readonly CodeVariable[] | null | undefined;
  /** What is known to be wrong from elsewhere, asked for at each look over the text. */
  problems?: (() => readonly CodeProblem[]) | undefined;
}

/** Tells an editor that its problems from elsewhere changed. */
export const problemsChanged = StateEffect.define<null>();

const lintPauseMs = 150;

/** Faults of the syntax and problems from elsewhere, underlined together. */
function problemLinter(options: CodeOptions): Extension {
  const syntax = options.language === 'json' ? jsonLinter() : () => [];
  return linter(
    (view) => {
      const own = view.state.doc.toString().trim() === '' ? [] : syntax(view);
      // What others say of a text that does not parse repeats it.
      return own.length > 0 ? own : diagnosticsOf(options.problems?.() ?? [], view.state.doc);
    },
    {
      delay: lintPauseMs,
      needsRefresh: (update) =>
        update.transactions.some((one) => one.effects.some((effect) => effect.is(problemsChanged))),
    },
  );
}

/** Faults of JSON, in which variables may stand for values. */
function jsonLinter(): (view: EditorView) => Diagnostic[] {
  const plain = jsonParseLinter();
  return (view) => {
    const text = view.state.doc.toString();
    if (!text.includes('{{')) return plain(view);
    const fault = jsonTemplateFault(text);
    if (fault === null) return [];
    const from = Math.min(fault.offset, view.state.doc.length);
    return [{ from, to: from, severity: 'error', message: fault.message }];
  };
}

/** Ctrl/Cmd-Enter belongs to the page (it sends); the editor must not take it for a new line. */
const leaveSubmitToPage = Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => true }]));

function shared(options: CodeOptions): Extension {
  return [
    codeTheme(options.dark),
    codeLanguage(options.language),
    lineNumbers(),
    foldGutter(),
    highlightSpecialChars(),
    drawSelection(),
    search({ top: true }),
    highlightSelectionMatches(),
    bracketMatching(),
    options.wrap ? EditorView.lineWrapping : [],
    leaveSubmitToPage,
    EditorView.contentAttributes.of({
      'aria-label': options.label,
      ...(options.invalid ? { 'aria-invalid': 'true' } : {}),
      ...(options.describedBy === undefined ? {} : { 'aria-describedby': options.describedBy }),
    }),
  ];
}

/** Everything for writing. Escape, then Tab leaves the editor. */
export function editorExtensions(options: CodeOptions): Extension {
  const json = options.language === 'json';
  return [
    shared(options),
    history(),
    closeBrackets(),
    autocompletion(),
    indentOnInput(),
    highlightActiveLine(),
    lintGutter(),
    problemLinter(options),
    json && options.schema !== undefined
      ? jsonLanguage.data.of({ autocomplete: schemaCompletion(options.schema) })
      : [],
    options.variables == null ? [] : variableSupport(options.variables),
    options.support ?? [],
    options.placeholder === undefined ? [] : placeholder(options.placeholder),
    EditorState.tabSize.of(2),
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
      indentWithTab,
    ]),
  ];
}

/** Everything for reading: selectable, searchable, reachable by keyboard, and not editable. */
export function viewerExtensions(options: CodeOptions): Extension {
  return [
    shared(options),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({
      tabindex: '0',
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-readonly': 'true',
    }),
    keymap.of([...defaultKeymap, ...searchKeymap, ...foldKeymap]),
  ];
}

const shade = (color: string, light: number, dark: number) =>
  `light-dark(var(--mantine-color-${color}-${light}), var(--mantine-color-${color}-${dark}))`;

const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName), tags.tagName], color: shade('blue', 9, 3) },
  { tag: [tags.string, tags.special(tags.string)], color: shade('teal', 9, 3) },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword, tags.atom], color: shade('grape', 9, 3) },
  { tag: [tags.variableName, tags.attributeName], color: shade('pink', 9, 3) },
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
  '.cm-completionDetail': { color: 'inherit', fontStyle: 'normal' },
  '.cm-diagnostic': { fontFamily: 'var(--mantine-font-family)', fontSize: 'var(--mantine-font-size-sm)' },
};

/** The look of editors, drawn from Mantine's variables so that it follows the colour scheme by itself. */
function codeTheme(dark: boolean): Extension {
  return [EditorView.theme(look, { dark }), syntaxHighlighting(highlight)];
}

/** What a text is written in; HTML counts as XML. */
export type CodeLanguage = 'json' | 'yaml' | 'xml' | 'text';

/** The CodeMirror extension that knows the language. */
function codeLanguage(language: CodeLanguage): Extension {
  switch (language) {
    case 'json':
      return json();
    case 'yaml':
      return yaml();
    case 'xml':
      return xml();
    case 'text':
      return [];
  }
}

/** The language of a media type, by its essence and structured suffix (RFC 6838, section 4.2.8). */
export function languageOfMediaType(mediaType: string | null): CodeLanguage {
  const type = essence(mediaType ?? '');
  if (/[/+](json|json5|x-ndjson)$/.test(type)) return 'json';
  if (/[/+](x-)?yaml$/.test(type)) return 'yaml';
  if (/[/+](xml|html)$/.test(type)) return 'xml';
  return 'text';
}
