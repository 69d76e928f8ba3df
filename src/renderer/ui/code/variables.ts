import { type CompletionContext, type CompletionResult, startCompletion } from '@codemirror/autocomplete';
import { EditorState, type Extension } from '@codemirror/state';
import { Decoration, EditorView, hoverTooltip, MatchDecorator, ViewPlugin } from '@codemirror/view';
import { createContext } from 'react';

/** What can stand between `{{` and `}}`, with its value as it may be shown and where that comes from. */
export interface CodeVariable {
  readonly name: string;
  readonly value: string;
  readonly source: string;
}

/** The variables that every editor below offers and explains; null where there are none, or none are known yet. */
export const CodeVariables = createContext<readonly CodeVariable[] | null>(null);

const token = /\{\{([^{}]{1,400})\}\}/g;

/** Completion, marks and values on hover for `{{name}}`. */
export function variableSupport(variables: readonly CodeVariable[]): Extension {
  const known = new Map(variables.map((each) => [each.name, each]));
  const find = (text: string) => known.get(text.trim());
  // Always the same one: a source is known by what it is.
  const sources = [{ autocomplete: (context: CompletionContext) => complete(context, variables) }];
  return [
    EditorState.languageData.of(() => sources),
    EditorView.updateListener.of(({ view, docChanged, state }) => {
      // Brackets that close themselves are no typing that completion would answer to.
      const { head } = state.selection.main;
      if (docChanged && view.hasFocus && state.sliceDoc(head - 2, head) === '{{')
        setTimeout(() => startCompletion(view));
    }),
    marks((name) => find(name) !== undefined),
    hoverTooltip((view, pos) => {
      const line = view.state.doc.lineAt(pos);
      for (const match of line.text.matchAll(token)) {
        const from = line.from + match.index;
        const to = from + match[0].length;
        if (pos < from || pos > to) continue;
        return {
          pos: from,
          end: to,
          above: true,
          create: () => ({ dom: tooltip(match[1] ?? '', find(match[1] ?? '')) }),
        };
      }
      return null;
    }),
    EditorView.baseTheme({
      '.cm-variable': {
        backgroundColor: 'light-dark(rgba(66, 99, 235, 0.12), rgba(145, 167, 255, 0.2))',
        borderRadius: '3px',
      },
      '.cm-variable-unknown': { textDecoration: 'underline wavy var(--mantine-color-error) 1px' },
      '.cm-variable-tip': { padding: '4px 8px', maxWidth: '420px', overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' },
    }),
  ];
}

function complete(context: CompletionContext, variables: readonly CodeVariable[]): CompletionResult | null {
  const open = context.matchBefore(/\{\{[^{}\n]*/);
  if (open === null) return null;
  const after = context.state.sliceDoc(context.pos, context.pos + 2);
  return {
    from: open.from + 2,
    options: variables.map(({ name, value, source }) => ({
      label: name,
      detail: ` ${value.slice(0, 60)} · ${source}`,
      type: 'variable',
      apply: (view, _option, from, to) => {
        const end = after === '}}' ? to + 2 : to;
        const insert = `${name}}}`;
        view.dispatch({
          changes: { from, to: end, insert },
          selection: { anchor: from + insert.length },
          userEvent: 'input.complete',
        });
      },
    })),
    validFor: /^[^{}\n]*$/,
  };
}

function marks(isKnown: (name: string) => boolean): Extension {
  const matcher = new MatchDecorator({
    regexp: token,
    decoration: ([, name = '']) => Decoration.mark({ class: isKnown(name) ? 'cm-variable' : 'cm-variable-unknown' }),
  });
  return ViewPlugin.define(
    (view) => ({
      decorations: matcher.createDeco(view),
      update(update) {
        this.decorations = matcher.updateDeco(update, this.decorations);
      },
    }),
    { decorations: (plugin) => plugin.decorations },
  );
}

function tooltip(name: string, variable: CodeVariable | undefined): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'cm-variable-tip';
  dom.textContent =
    variable === undefined ? `${name.trim()} has no value here.` : `${variable.value}\n${variable.source}`;
  return dom;
}
