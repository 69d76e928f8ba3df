import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { jsonLanguage, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { linter, lintGutter, lintKeymap } from '@codemirror/lint';
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
import type { JsonSchema } from '#contract/openapi.ts';
import { type CodeLanguage, codeLanguage } from './codeLanguage.ts';
import { type CodeProblem, diagnosticsOf } from './codeProblems.ts';
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
  /** What is known to be wrong from elsewhere, asked for at each look over the text. */
  problems?: (() => readonly CodeProblem[]) | undefined;
}

/** Tells an editor that its problems from elsewhere changed. */
export const problemsChanged = StateEffect.define<null>();

const lintPauseMs = 150;

/** Faults of the syntax and problems from elsewhere, underlined together. */
function problemLinter(options: CodeOptions): Extension {
  const syntax = options.language === 'json' ? jsonParseLinter() : () => [];
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
