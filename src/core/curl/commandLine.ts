import { isQuiet, type MeantOption, optionNamed, optionOfLetter } from './options.ts';

/** An option with its value, in the order in which they were written. */
export interface GivenOption {
  readonly name: string;
  readonly value: string;
}

/** What counts for the addresses up to `--next`. */
export interface Operation {
  readonly values: GivenOption[];
  /** Flags that are on. */
  readonly flags: Set<string>;
  readonly urls: string[];
  /** Files of bodies that are sent to the addresses, one each. */
  readonly uploads: string[];
  /** Options that curl does not know, as they were written. */
  readonly unknown: string[];
}

/** Reads a text file that a command names; null where it cannot be had. `-` is what the shell gives to read. */
export type ReadFile = (path: string) => string | null;

/** Configuration files within configuration files are followed this deep. */
const deepest = 5;

/** Takes the words behind `curl` apart, by its manual: letters together, values attached or next, `--next`, and `--config`. */
export function readCommandLine(words: readonly string[], readFile: ReadFile): Operation[] {
  const line = new CommandLine(readFile);
  line.read(words, 0);
  return line.operations.filter(({ urls, values }) => urls.length > 0 || values.length > 0);
}

const emptyOperation = (): Operation => ({ values: [], flags: new Set(), urls: [], uploads: [], unknown: [] });

class CommandLine {
  readonly operations: Operation[] = [emptyOperation()];
  readonly #readFile: ReadFile;

  constructor(readFile: ReadFile) {
    this.#readFile = readFile;
  }

  read(words: readonly string[], depth: number): void {
    let at = 0;
    let areUrls = false;
    const next = () => words[at++] ?? '';
    while (at < words.length) {
      const word = next();
      if (areUrls || word === '-' || !word.startsWith('-')) this.#url(word);
      else if (word === '--') areUrls = true;
      else if (word.startsWith('--')) this.#long(word, next, depth);
      else this.#short(word, next, depth);
    }
  }

  get #operation(): Operation {
    return this.operations.at(-1) ?? emptyOperation();
  }

  #url(word: string): void {
    if (word !== '') this.#operation.urls.push(word);
  }

  /** `--name value`; `--name=value` is no curl, and in many texts about it. */
  #long(word: string, next: () => string, depth: number): void {
    const [, name = '', attached] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    const option = optionNamed(name);
    if (option === undefined) this.#operation.unknown.push(word);
    else this.#take(option, option.isValued ? (attached ?? next()) : '', depth);
  }

  #short(word: string, next: () => string, depth: number): void {
    for (let index = 1; index < word.length; index += 1) {
      const option = optionOfLetter(word[index] ?? '');
      if (option === undefined) {
        this.#operation.unknown.push(`-${word[index]}`);
        continue;
      }
      const rest = word.slice(index + 1);
      this.#take(option, option.isValued ? rest || next() : '', depth);
      if (option.isValued) return;
    }
  }

  #take({ name, isValued, isOn }: MeantOption, value: string, depth: number): void {
    const operation = this.#operation;
    if (name === 'next') this.operations.push(emptyOperation());
    else if (name === 'config') this.#config(value, depth);
    else if (name === 'url') this.#url(value);
    else if (name === 'upload-file') operation.uploads.push(value);
    else if (isValued) operation.values.push({ name, value });
    else if (isOn) operation.flags.add(name);
    else operation.flags.delete(name);
  }

  #config(path: string, depth: number): void {
    const text = depth < deepest ? this.#readFile(path) : null;
    if (text === null) this.#operation.values.push({ name: 'config', value: path });
    else this.read(configWords(text), depth + 1);
  }
}

/** The lines of a configuration file as words: `name = value`, `name: value`, `name value`, with quotes, and `#` for comments. */
export function configWords(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, written = '', rest = ''] = /^\s*([^\s:=#]+)(?:\s*[:=]\s*|\s+)?(.*?)\s*$/s.exec(line) ?? [];
    if (written === '') return [];
    const name = written.startsWith('-') ? written : `--${written}`;
    const isLong = name.startsWith('--');
    const option = isLong ? optionNamed(name.slice(2)) : optionOfLetter(name[1] ?? '');
    if (option?.isValued !== true) return [name];
    const quoted = /^"((?:[^"\\]|\\.)*)"?/s.exec(rest);
    const value =
      quoted === null ? rest : (quoted[1] ?? '').replace(/\\(.)/gs, (_, sign: string) => escapes[sign] ?? sign);
    return isLong || name.length === 2 ? [name, value] : [name];
  });
}

const escapes: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', v: '\v' };

/** What an operation has that is not among these names, as it would be written, without what changes nothing. */
export function restOf({ values, flags, unknown }: Operation, used: ReadonlySet<string>): string[] {
  const isRest = (name: string) => !used.has(name) && !isQuiet(name);
  return [
    ...unknown,
    ...[...flags].filter(isRest).map((name) => `--${name}`),
    ...values.filter(({ name }) => isRest(name)).map(({ name, value }) => `--${name} ${value}`),
  ];
}
