import { openSearchPanel } from '@codemirror/search';
import type { EditorView } from '@codemirror/view';
import { useComputedColorScheme } from '@mantine/core';
import { type Ref, useImperativeHandle, useMemo } from 'react';
import classes from './code.module.css';
import { viewerExtensions } from './codeExtensions.ts';
import type { CodeLanguage } from './codeLanguage.ts';
import { useCodeMirror } from './useCodeMirror.ts';

export interface CodeViewerHandle {
  openSearch(): void;
  /** Scrolls a line, counted from 1, into view and selects it. */
  goToLine(line: number): void;
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

function handleOf(current: () => EditorView | null): CodeViewerHandle {
  return {
    openSearch: () => {
      const view = current();
      if (view !== null) openSearchPanel(view);
    },
    goToLine: (number) => {
      const view = current();
      if (view === null) return;
      const line = view.state.doc.line(Math.min(Math.max(number, 1), view.state.doc.lines));
      view.dispatch({ selection: { anchor: line.from, head: line.to }, scrollIntoView: true });
      view.focus();
    },
  };
}
