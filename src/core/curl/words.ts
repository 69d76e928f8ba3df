/** The words of one command, as a shell hands them over. */
export interface ShellCommand {
  readonly words: readonly string[];
  /** What the shell would give it to read: a here-document or here-string; null where there is none. */
  readonly input: string | null;
  /** The file that the shell would give it to read (`< file`). */
  readonly inputFile?: string;
}

/** Reads words sign by sign; what quotes and escapes mean is the shell's. */
export abstract class Words {
  at = 0;
  protected word: string | null = null;
  protected readonly words: string[] = [];
  protected readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Reads a quoted or escaped piece of a word, or one sign of it. */
  abstract piece(): void;

  protected add(text: string, next: number): void {
    this.word = (this.word ?? '') + text;
    this.at = next;
  }

  protected endWord(): void {
    if (this.word !== null) this.words.push(this.word);
    this.word = null;
  }

  /** The text between here and the next sign, which is passed over; the rest where there is none. */
  protected until(sign: string, from: number): { text: string; next: number } {
    const end = this.text.indexOf(sign, from);
    const stop = end < 0 ? this.text.length : end;
    return { text: this.text.slice(from, stop), next: stop + sign.length };
  }
}

/** Letters behind a backslash or a backtick, and what they stand for. */
export const named: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  e: '\x1b',
  E: '\x1b',
};
