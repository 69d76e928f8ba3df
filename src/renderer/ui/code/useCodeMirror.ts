import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

interface CodeMirrorInput {
  value: string;
  /** What may change while the editor lives; keep the value stable between renders. */
  extensions: Extension;
  onChange?: ((value: string) => void) | undefined;
}

/** An editor view inside of the returned element; it follows `value` and `extensions`. */
export function useCodeMirror({ value, extensions, onChange }: CodeMirrorInput) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const changed = useRef(onChange);
  const compartment = useRef(new Compartment());
  const initial = useRef({ value, extensions });
  useLayoutEffect(() => {
    changed.current = onChange;
  });
  useLayoutEffect(() => {
    const created = createView(host, initial.current, compartment.current, (text) => changed.current?.(text));
    view.current = created;
    return () => created?.destroy();
  }, []);
  useEffect(() => {
    view.current?.dispatch({ effects: compartment.current.reconfigure(extensions) });
  }, [extensions]);
  useEffect(() => {
    if (view.current !== null) follow(view.current, value);
  }, [value]);
  return { host, view };
}

function createView(
  host: RefObject<HTMLDivElement | null>,
  initial: { value: string; extensions: Extension },
  compartment: Compartment,
  onText: (text: string) => void,
): EditorView | null {
  if (host.current === null) return null;
  const listener = EditorView.updateListener.of((update) => {
    if (update.docChanged && !update.transactions.some((one) => one.isUserEvent('follow'))) {
      onText(update.state.doc.toString());
    }
  });
  const state = EditorState.create({
    doc: initial.value,
    extensions: [compartment.of(initial.extensions), listener],
  });
  return new EditorView({ state, parent: host.current });
}

function follow(view: EditorView, value: string): void {
  if (view.state.doc.toString() === value) return;
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value }, userEvent: 'follow' });
}
