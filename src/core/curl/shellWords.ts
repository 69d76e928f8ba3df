import { PowerShell, runtimeWords } from './windowsWords.ts';
import { named, type ShellCommand, Words } from './words.ts';

export type ShellKind = 'posix' | 'cmd' | 'powershell';

/**
 * The words of the first command in a text, for the shell that it was written for: what carets escape is for cmd.exe, backticks at
 * the end of a line and here-strings are PowerShell's, and the rest is POSIX (with the `$'…'` of bash). Variables stay as written.
 */
export function readShell(text: string): ShellCommand {
  switch (shellOf(text)) {
    case 'cmd':
      return { words: runtimeWords(withoutCarets(text)), input: null };
    case 'powershell':
      return new PowerShell(text).read();
    case 'posix':
      return new Posix(text).read();
  }
}

/** Whether a text is one command for a POSIX shell: without a pipe, a redirection or a second command, which `readShell` leaves out. */
export function isOneCommand(text: string): boolean {
  const reader = new Posix(text);
  const { input } = reader.read();
  return input === null && !reader.isRedirected && text.slice(reader.at).trim() === '';
}

/** The words of a command whose output goes into the next one, and that next one; null where there is no pipe behind the first. */
export function pipedWords(text: string): { readonly words: readonly string[]; readonly rest: string } | null {
  const reader = new Posix(text);
  const { words } = reader.read();
  return /^\|[^|]/.test(text.slice(reader.at, reader.at + 2)) ? { words, rest: text.slice(reader.at + 1) } : null;
}

/** Where the line that begins at a place ends, with what its quotes, here-documents and continuations of any shell take along. */
export function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const reader = new Posix(text.slice(at));
    reader.read();
    at += reader.at;
    if (text[at] === '|' || text[at] === '&' || text[at] === ';') at += 1;
    else if (!/[\^`][ \t]*\r?$/.test(text.slice(Math.max(from, at - 200), at))) return at;
    else at += 1;
  }
  return text.length;
}

/** Which shell a command was written for, as far as signs tell that mean nothing of the kind outside of a POSIX shell's quotes. */
export function shellOf(text: string): ShellKind {
  if (!/[\^`@]/.test(text)) return 'posix';
  const caret = /\^(?:"|\s*\r?\n)/y;
  const tick = /`[ \t]*\r?\n|@['"]\r?\n/y;
  const posix = new Posix(text);
  while (posix.at < text.length) {
    const from = posix.at;
    caret.lastIndex = from;
    tick.lastIndex = from;
    if (caret.test(text)) return 'cmd';
    if (tick.test(text)) return 'powershell';
    posix.piece();
    if (text[from] === '"' && endsWithTick(text.slice(from, posix.at))) return 'powershell';
  }
  return 'posix';
}

/** Whether double quotes end behind a backtick that ends no command of a POSIX shell. */
function endsWithTick(quoted: string): boolean {
  const ticks = quoted.match(/(?<!\\)`/g)?.length ?? 0;
  return ticks % 2 === 1 && /(?<!\\)`"$/.test(quoted);
}

const withoutCarets = (text: string): string => text.replace(/\^\s*\r?\n/g, ' ').replace(/\^(.)/gs, '$1');

class Posix extends Words {
  /** Whether it reads from a file or writes into one. */
  isRedirected = false;
  #input: string | null = null;
  #inputFile: string | null = null;
  #isDone = false;
  /** Here-documents whose text begins on the next line. */
  readonly #ahead: { end: string; isIndented: boolean }[] = [];

  read(): ShellCommand {
    while (!this.#isDone && this.at < this.text.length) {
      const sign = this.text[this.at] ?? '';
      if (sign === '\n' && this.#ahead.length > 0) this.#readAhead();
      else if (/\s/.test(sign)) {
        // A line that ends here ends the command; before it, lines may be empty.
        if (sign === '\n' && (this.word !== null || this.words.length > 0)) break;
        this.endWord();
        this.at += 1;
      } else if (sign === '<' && this.text[this.at + 1] === '<') this.#readHere();
      else if (this.word === null && this.#redirects()) continue;
      else if (this.word === null && sign === '#') this.at = this.until('\n', this.at).next - 1;
      else if (this.word === null && /[|;&]/.test(sign)) {
        if (this.#ahead.length === 0) break;
        this.at = this.until('\n', this.at).next - 1;
      } else if (sign === ';' && /^;\s*$|^;[ \t\n]/.test(this.text.slice(this.at, this.at + 20))) break;
      else this.piece();
    }
    this.endWord();
    const from = this.#inputFile === null ? {} : { inputFile: this.#inputFile };
    return { words: this.words, input: this.#input, ...from };
  }

  piece(): void {
    const { text, at } = this;
    const sign = text[at];
    if (sign === '\\') this.#escaped();
    else if (sign === "'") {
      const quoted = this.until("'", at + 1);
      this.add(quoted.text, quoted.next);
    } else if (sign === '$' && text[at + 1] === "'") this.#ansi(at + 2);
    else if (sign === '"') this.#double(at + 1);
    else if (substitution.test(text.slice(at, at + 2))) {
      const end = substitutionEnd(text, at + 2);
      this.add(text.slice(at, end), end);
    } else this.add(sign ?? '', at + 1);
  }

  /** `2>/dev/null`, `&> file`, `> file` and `< file`, with the word behind; `<name>` is what a person is to fill in. */
  #redirects(): boolean {
    const rest = this.text.slice(this.at, this.at + 200);
    const [operator] = /^(?:\d*|&)>(?!\()(?:>|\||&)?|^\d*<(?![<(]|[^\s<>|;&]+>)&?/.exec(rest) ?? [];
    if (operator === undefined) return false;
    this.at += operator.length;
    const target = this.#target();
    if (/^0?<$/.test(operator)) this.#inputFile = target;
    this.isRedirected = true;
    return true;
  }

  /** The word behind an operator. */
  #target(): string {
    const { text } = this;
    while (/[ \t]/.test(text[this.at] ?? '')) this.at += 1;
    while (this.at < text.length && !/[\s|;&<>]/.test(text[this.at] ?? '')) this.piece();
    const target = this.word ?? '';
    this.word = null;
    return target;
  }

  #escaped(): void {
    const { text, at } = this;
    const [line = ''] = /^\\[ \t]*\r?\n|^\\$/.exec(text.slice(at, at + 200)) ?? [];
    // Blanks behind the backslash of a line's end are in many copied commands, and never meant.
    if (line !== '') this.at += line.length;
    else this.add(text[at + 1] ?? '', at + 2);
  }

  #double(from: number): void {
    let out = '';
    for (let at = from; at < this.text.length; at += 1) {
      const sign = this.text[at] ?? '';
      if (sign === '"') {
        this.add(out, at + 1);
        return;
      }
      const next = this.text[at + 1];
      if (sign === '\\' && next !== undefined && '"\\$`\n'.includes(next)) {
        if (next !== '\n') out += next;
        at += 1;
      } else if (sign === '$' && next === '(') {
        const end = substitutionEnd(this.text, at + 2);
        out += this.text.slice(at, end);
        at = end - 1;
      } else out += sign;
    }
    this.add(out, this.text.length);
  }

  /** The ANSI-C quoting of bash: `$'it\'s\n'`. */
  #ansi(from: number): void {
    let out = '';
    for (let at = from; at < this.text.length; at += 1) {
      if (this.text[at] === "'") {
        this.add(out, at + 1);
        return;
      }
      if (this.text[at] !== '\\') {
        out += this.text[at];
        continue;
      }
      const code = /^(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|c(.))/s.exec(
        this.text.slice(at + 1, at + 10),
      );
      const sign = this.text[at + 1] ?? '';
      out += code === null ? (named[sign] ?? sign) : pointOf(code);
      at += code === null ? 1 : code[0].length;
    }
    this.add(out, this.text.length);
  }

  /** `<<EOF`, `<<-'EOF'` and `<<<text`. */
  #readHere(): void {
    this.endWord();
    const { text } = this;
    const [operator = '<<'] = /^<<[<-]?/.exec(text.slice(this.at, this.at + 3)) ?? [];
    this.at += operator.length;
    const word = this.#target();
    if (operator === '<<<') this.#input = `${word}\n`;
    else this.#ahead.push({ end: word, isIndented: operator === '<<-' });
  }

  #readAhead(): void {
    this.endWord();
    this.at += 1;
    for (const { end, isIndented } of this.#ahead.splice(0)) {
      const lines: string[] = [];
      while (this.at < this.text.length) {
        const { text, next } = this.until('\n', this.at);
        const line = isIndented ? text.replace(/^\t+/, '') : text;
        this.at = next;
        if (line.replace(/\r$/, '') === end) break;
        lines.push(`${line}\n`);
      }
      this.#input = lines.join('');
    }
    // What follows the text is another command, on a line of its own.
    if (this.text[this.at - 1] === '\n') this.at -= 1;
    this.#isDone = true;
  }
}

/** What the shell runs for its output: `$(…)`, `<(…)` and `>(…)`. It is kept as it is written. */
const substitution = /^[$<>]\($/;

/** Behind the parenthesis that closes a substitution; quotes within it count. */
function substitutionEnd(text: string, from: number): number {
  let depth = 1;
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '\\' && quote !== "'") at += 1;
    else if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '(') depth += 1;
    else if (sign === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function pointOf([, short4, long8, hex, octal, control]: RegExpExecArray): string {
  if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) & 31);
  const point = octal === undefined ? Number.parseInt(short4 ?? long8 ?? hex ?? '0', 16) : Number.parseInt(octal, 8);
  return String.fromCodePoint(Math.min(point, 0x10_ffff));
}
