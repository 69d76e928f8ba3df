import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { jsonLanguage, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { linter, lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import type { JsonSchema } from '#contract/openapi.ts';
import { type CodeLanguage, codeLanguage } from './codeLanguage.ts';
import { codeTheme } from './codeTheme.ts';
import { schemaCompletion } from './schemaCompletion.ts';

export interface CodeOptions {
  label: string;
  language: CodeLanguage;
  dark: boolean;
  wrap: boolean;
  schema?: JsonSchema | undefined;
  placeholder?: string | undefined;
  invalid?: boolean | undefined;
  describedBy?: string | undefined;
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
    json ? linter((view) => (view.state.doc.toString().trim() === '' ? [] : jsonParseLinter()(view))) : [],
    json && options.schema !== undefined
      ? jsonLanguage.data.of({ autocomplete: schemaCompletion(options.schema) })
      : [],
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
