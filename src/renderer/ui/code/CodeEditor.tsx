import { openSearchPanel } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { Input, Text, useComputedColorScheme } from '@mantine/core';
import {
  type Ref,
  type RefObject,
  use,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
import type { JsonSchema } from '#core/jsonSchema/schema.ts';
import classes from './code.module.css';
import { type CodeLanguage, editorExtensions, problemsChanged, viewerExtensions } from './codeSetup.ts';
import type { CodeProblem } from './problems.ts';
import { CodeVariables } from './variables.ts';

export interface CodeEditorProps {
  /** Names the editor, on screen and for assistive technology. */
  label: string;
  /** Shows no label on screen where the surroundings name the editor already. */
  labelHidden?: boolean;
  description?: string | undefined;
  value: string;
  onChange(value: string): void;
  language?: CodeLanguage;
  /** Offers property names and listed values in JSON. Keep the object stable between renders. */
  schema?: JsonSchema | undefined;
  /** Highlighting, completion and hover of a language beside the usual ones. Keep it stable between renders. */
  support?: Extension | undefined;
  /** Underlined at their places, and the first one is written below. */
  problems?: readonly CodeProblem[];
  placeholder?: string;
  required?: boolean;
  wrap?: boolean;
  /** CSS lengths; `height` 100% fills the parent. */
  height?: string;
}

const none: readonly CodeProblem[] = [];

/** A text editor for JSON, YAML and plain text, with problems under the line and completion from a schema. */
export function CodeEditor({
  label,
  labelHidden,
  description,
  value,
  onChange,
  language = 'json',
  schema,
  support,
  problems = none,
  placeholder,
  required,
  wrap = true,
  height = '12rem',
}: CodeEditorProps) {
  const dark = useComputedColorScheme('light') === 'dark';
  const id = useId();
  const invalid = problems.some(isError);
  const latest = useRef(problems);
  const variables = use(CodeVariables);
  const extensions = useMemo(
    () =>
      editorExtensions({
        label,
        language,
        dark,
        wrap,
        schema,
        support,
        placeholder,
        invalid,
        describedBy: id,
        variables,
        problems: () => latest.current,
      }),
    [label, language, dark, wrap, schema, support, placeholder, invalid, id, variables],
  );
  const { host, view } = useCodeMirror({ value, extensions, onChange });
  useEffect(() => {
    const editor = view.current;
    latest.current = problems;
    editor?.dispatch({ effects: problemsChanged.of(null) });
  }, [problems, view]);
  const wrong = problems.find(isError);
  const hint = problems.find((problem) => !isError(problem));
  return (
    <Input.Wrapper
      label={labelHidden ? undefined : label}
      labelElement="div"
      description={description}
      withAsterisk={required ?? false}
      error={wrong === undefined ? undefined : placed(wrong)}
      errorProps={{ id }}
      style={{ display: 'flex', flexDirection: 'column', minHeight: 0, height: height === '100%' ? height : undefined }}
    >
      <div className={classes.frame} data-invalid={invalid || undefined} style={{ height, flex: '1 1 auto' }}>
        <div ref={host} className={classes.host} />
      </div>
      {wrong === undefined && hint !== undefined ? (
        <Text id={id} size="xs" c="dimmed" mt={4}>
          {placed(hint)}
        </Text>
      ) : null}
    </Input.Wrapper>
  );
}

const isError = (problem: CodeProblem) => (problem.severity ?? 'error') === 'error';

const placed = ({ line, message }: CodeProblem) => `Line ${line}: ${message}`;

export interface CodeViewerHandle {
  openSearch(): void;
  /** Scrolls the line of an offset into view and selects it from there. */
  goToOffset(offset: number): void;
}

export interface CodeViewerProps {
  label: string;
  value: string;
  language?: CodeLanguage;
  wrap?: boolean;
  /** CSS length; 100% fills the parent. */
  height?: string;
  /** Without a frame, for panels that have one. */
  bare?: boolean;
  ref?: Ref<CodeViewerHandle>;
}

/** Text to read: highlighted, folded, searched with Ctrl/Cmd-F, selected and copied. */
export function CodeViewer({
  label,
  value,
  language = 'text',
  wrap = false,
  height = '100%',
  bare = false,
  ref,
}: CodeViewerProps) {
  const dark = useComputedColorScheme('light') === 'dark';
  const extensions = useMemo(() => viewerExtensions({ label, language, dark, wrap }), [label, language, dark, wrap]);
  const { host, view } = useCodeMirror({ value, extensions });
  useImperativeHandle(ref, () => handleOf(() => view.current), [view]);
  return (
    <div className={bare ? classes.bare : classes.frame} style={{ height }}>
      <div ref={host} className={classes.host} />
    </div>
  );
}

const longestIndent = 1_000;
const longestMark = 200;

function handleOf(current: () => EditorView | null): CodeViewerHandle {
  return {
    openSearch: () => {
      const view = current();
      if (view !== null) openSearchPanel(view);
    },
    goToOffset: (offset) => {
      const view = current();
      if (view === null) return;
      const { doc } = view.state;
      const from = Math.min(offset, doc.length);
      const anchor = from + (/^\s*/.exec(doc.sliceString(from, from + longestIndent))?.[0].length ?? 0);
      const head = Math.min(doc.lineAt(anchor).to, anchor + longestMark);
      view.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      view.focus();
    },
  };
}

interface CodeMirrorInput {
  value: string;
  /** What may change while the editor lives; keep the value stable between renders. */
  extensions: Extension;
  onChange?: ((value: string) => void) | undefined;
}

/** An editor view inside of the returned element; it follows `value` and `extensions`. */
function useCodeMirror({ value, extensions, onChange }: CodeMirrorInput) {
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
