import { useState } from 'react';
import { type Json, json } from '#contract/common.ts';
import { CodeEditor } from '#renderer/ui/code/index.ts';

interface JsonFieldProps {
  name: string;
  value: Json | undefined;
  error: string | undefined;
  onChange(value: Json): void;
}

/** An object or a list of objects, written as JSON; what does not parse is kept as text until it does. */
export function JsonField({ name, value, error, onChange }: JsonFieldProps) {
  const [text, setText] = useState(() => asText(value));
  const problems = error === undefined ? [] : [{ message: error, line: 1 }];
  return (
    <CodeEditor
      label={name}
      labelHidden
      value={text}
      problems={problems}
      height="6rem"
      onChange={(next) => {
        setText(next);
        onChange(parsed(next));
      }}
    />
  );
}

function asText(value: Json | undefined): string {
  if (value === undefined || value === '') return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

function parsed(text: string): Json {
  try {
    return json.parse(JSON.parse(text));
  } catch {
    // Half-written JSON is normal while a person types.
    return text;
  }
}
