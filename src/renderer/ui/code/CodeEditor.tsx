import { setDiagnostics } from '@codemirror/lint';
import { Input, useComputedColorScheme } from '@mantine/core';
import { useEffect, useId, useMemo } from 'react';
import type { JsonSchema } from '#contract/openapi.ts';
import classes from './code.module.css';
import { editorExtensions } from './codeExtensions.ts';
import type { CodeLanguage } from './codeLanguage.ts';
import { type CodeProblem, diagnosticsOf } from './codeProblems.ts';
import { useCodeMirror } from './useCodeMirror.ts';

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
  problems = none,
  placeholder,
  required,
  wrap = true,
  height = '12rem',
}: CodeEditorProps) {
  const dark = useComputedColorScheme('light') === 'dark';
  const id = useId();
  const invalid = problems.some((problem) => (problem.severity ?? 'error') === 'error');
  const extensions = useMemo(
    () => editorExtensions({ label, language, dark, wrap, schema, placeholder, invalid, describedBy: id }),
    [label, language, dark, wrap, schema, placeholder, invalid, id],
  );
  const { host, view } = useCodeMirror({ value, extensions, onChange });
  useEffect(() => {
    const editor = view.current;
    editor?.dispatch(setDiagnostics(editor.state, diagnosticsOf(problems, editor.state.doc)));
  }, [problems, view]);
  const first = problems[0];
  return (
    <Input.Wrapper
      label={labelHidden ? undefined : label}
      labelElement="div"
      description={description}
      withAsterisk={required ?? false}
      error={invalid && first !== undefined ? `Line ${first.line}: ${first.message}` : undefined}
      errorProps={{ id }}
      style={{ display: 'flex', flexDirection: 'column', minHeight: 0, height: height === '100%' ? height : undefined }}
    >
      <div className={classes.frame} data-invalid={invalid || undefined} style={{ height, flex: '1 1 auto' }}>
        <div ref={host} className={classes.host} />
      </div>
    </Input.Wrapper>
  );
}
