import { variableName } from '#contract/environments.ts';

export interface PastedVariable {
  readonly name: string;
  readonly value: string;
}

/**
 * Variables of lines such as `NAME=value`, as they stand in a `.env` file: empty lines and those that begin with `#` are left out, `export `
 * before a name and quotes around a value as well. Null where a line is something else.
 */
export function pastedVariables(text: string): PastedVariable[] | null {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const variables = lines.map((line) => {
    const [, written = '', value = ''] = /^(?:export\s+)?([^=]+)=(.*)$/.exec(line) ?? [];
    const name = variableName.safeParse(written);
    return name.success ? { name: name.data, value: unquoted(value.trim()) } : null;
  });
  const found = variables.filter((each) => each !== null);
  return found.length > 0 && found.length === lines.length ? found : null;
}

const unquoted = (text: string): string => /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
