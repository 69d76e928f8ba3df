import type { GivenOption, Operation } from './commandLine.ts';
import { pipedWords } from './shellWords.ts';

export const isCommand = (text: string): boolean => /^curl(?:\.exe)?\s/i.test(text);

/** A command with what it reads, where that can be said. */
interface Feeding {
  readonly command: string;
  readonly text?: string;
  readonly file?: string;
}

/** A curl command that reads what another one writes: `echo`, `printf` or `cat`. Null where there is none. */
export function feeding(text: string): Feeding | null {
  const piped = /^(?:echo|printf|cat)\s/.test(text) ? pipedWords(text) : null;
  const command = piped?.rest.trimStart() ?? '';
  if (piped === null || !isCommand(command)) return null;
  const [program, ...words] = piped.words;
  const [first = '', second = ''] = words;
  if (program === 'cat') return words.length === 1 && first !== '-' ? { command, file: first } : { command };
  if (program === 'echo') {
    const [flags = ''] = /^-[neE]+$/.exec(first) ?? [];
    const written = (flags === '' ? words : words.slice(1)).join(' ');
    // What backslashes mean is another thing in each shell.
    if (written.includes('\\') && !flags.includes('E')) return { command };
    return { command, text: written + (flags.includes('n') ? '' : '\n') };
  }
  if (words.length === 2 && /^%s(?:\\n)?$/.test(first)) return { command, text: second + (first === '%s' ? '' : '\n') };
  return words.length === 1 && !/[%\\]/.test(first) ? { command, text: first } : { command };
}

/** The same with the file that the shell gives it to read in the place of `-`. */
export function withInputFile(operation: Operation, file: string): Operation {
  const named = ({ name, value }: GivenOption): GivenOption => ({
    name,
    value:
      name === 'form'
        ? value.replace(/(=[@<])-(?=$|[;,])/, (_, start: string) => start + file)
        : value.replace(/^([^=]*@)-$/, (_, start: string) => start + file),
  });
  return {
    ...operation,
    values: operation.values.map(named),
    uploads: operation.uploads.map((upload) => (upload === '-' || upload === '.' ? file : upload)),
  };
}
