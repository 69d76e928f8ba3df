import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { javascript, javascriptLanguage } from '@codemirror/lang-javascript';
import type { Extension } from '@codemirror/state';
import { namesFor } from './pmNames.ts';

/** JavaScript, with completion of what scripts of the phase can name. */
export function scriptSupport(phase: 'before' | 'after'): Extension {
  const names = namesFor(phase);
  return [
    javascript(),
    javascriptLanguage.data.of({ autocomplete: (context: CompletionContext) => complete(context, names) }),
  ];
}

function complete(context: CompletionContext, names: ReturnType<typeof namesFor>): CompletionResult | null {
  const written = context.matchBefore(/\bpm(?:\.\w*)*/);
  if (written === null) return null;
  const dot = written.text.lastIndexOf('.');
  const parent = dot < 0 ? '' : written.text.slice(0, dot + 1);
  const options = dot < 0 ? [{ label: 'pm', detail: 'the request, its response and variables' }] : below(parent, names);
  return options.length === 0 ? null : { from: written.from + dot + 1, options, validFor: /^\w*$/ };
}

function below(parent: string, names: ReturnType<typeof namesFor>): Completion[] {
  return names.flatMap(([path, detail]) => {
    const rest = path.startsWith(parent) ? path.slice(parent.length) : '';
    const name = /^\w+/.exec(rest)?.[0];
    if (name === undefined || rest.slice(name.length).startsWith('.')) return [];
    const isCall = rest.length > name.length;
    const { type, displayLabel } = isCall
      ? { type: 'function', displayLabel: rest }
      : { type: 'property', displayLabel: name };
    return [{ label: name, displayLabel, detail, type }];
  });
}
