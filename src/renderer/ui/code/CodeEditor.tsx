import { Input, Text, useComputedColorScheme } from '@mantine/core';
import { useEffect, useId, useMemo, useRef } from 'react';
import type { JsonSchema } from '#contract/openapi.ts';
import classes from './code.module.css';
import { editorExtensions, problemsChanged } from './codeExtensions.ts';
import type { CodeLanguage } from './codeLanguage.ts';
import type { CodeProblem } from './codeProblems.ts';
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
  const invalid = problems.some(isError);
  const latest = useRef(problems);
  const extensions = useMemo(
    () =>
      editorExtensions({
        ...{ label, language, dark, wrap, schema, placeholder, invalid, describedBy: id },
        problems: () => latest.current,
      }),
    [label, language, dark, wrap, schema, placeholder, invalid, id],
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
