import { named, type ShellCommand, Words } from './words.ts';

/**
 * Words as a program of Windows splits its command line: double quotes alone quote, `\"` and `""` within them are one, and
 * backslashes count only before a quote (Microsoft C runtime, "Parsing C command-line arguments").
 */
export function runtimeWords(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let isQuoted = false;
  for (let at = 0; at < line.length; ) {
    const [slashes = ''] = /^\\*/.exec(line.slice(at, at + 2_000)) ?? [];
    const sign = line[at + slashes.length] ?? '';
    if (slashes !== '') {
      const isBeforeQuote = sign === '"';
      word = (word ?? '') + '\\'.repeat(isBeforeQuote ? slashes.length >> 1 : slashes.length);
      at += slashes.length;
      if (!isBeforeQuote || slashes.length % 2 === 0) continue;
      word += '"';
      at += 1;
    } else if (sign === '"') {
      word ??= '';
      const isDoubled = isQuoted && line[at + 1] === '"';
      if (isDoubled) word += '"';
      else isQuoted = !isQuoted;
      at += isDoubled ? 2 : 1;
    } else if (!isQuoted && /\s/.test(sign)) {
      if (word !== null) words.push(word);
      word = null;
      at += 1;
    } else if (!isQuoted && word === null && /[|&<>]/.test(sign)) break;
    else {
      word = (word ?? '') + sign;
      at += 1;
    }
  }
  if (word !== null) words.push(word);
  return words;
}

/** about_Quoting_Rules and about_Special_Characters of PowerShell 7. */
export class PowerShell extends Words {
  read(): ShellCommand {
    while (this.at < this.text.length) {
      const sign = this.text[this.at] ?? '';
      const here = this.word === null ? /^@(['"])\r?\n/.exec(this.text.slice(this.at, this.at + 4)) : null;
      if (here !== null) this.#hereString(here);
      else if (/\s/.test(sign)) {
        if (sign === '\n' && (this.word !== null || this.words.length > 0)) break;
        this.endWord();
        this.at += 1;
      } else if (this.word === null && sign === '#') this.at = this.until('\n', this.at).next - 1;
      else if (this.word === null && /[|;&>]/.test(sign)) break;
      else this.piece();
    }
    this.endWord();
    // Programs of Windows read `\"` as a quote, which older PowerShells leave to the person to write.
    return { words: this.words.map((word) => word.replaceAll('\\"', '"')), input: null };
  }

  piece(): void {
    const { text, at } = this;
    const sign = text[at] ?? '';
    if (sign === '`') {
      const [line = ''] = /^`[ \t]*\r?\n/.exec(text.slice(at, at + 200)) ?? [];
      if (line === '') this.#tick();
      else this.at += line.length;
    } else if (sign === "'") this.#quoted("'");
    else if (sign === '"') this.#quoted('"');
    else this.add(sign, at + 1);
  }

  #tick(): void {
    const [whole = '', point, sign = ''] = /^`(?:u\{([\da-fA-F]{1,6})\}|(.))/s.exec(
      this.text.slice(this.at, this.at + 12),
    ) ?? ['`'];
    const special: Readonly<Record<string, string>> = { ...named, 0: '\0' };
    this.add(
      point === undefined
        ? (special[sign] ?? sign)
        : String.fromCodePoint(Math.min(Number.parseInt(point, 16), 0x10_ffff)),
      this.at + whole.length,
    );
  }

  #quoted(quote: string): void {
    this.add('', this.at + 1);
    while (this.at < this.text.length) {
      const sign = this.text[this.at] ?? '';
      if (sign === quote && this.text[this.at + 1] === quote) this.add(quote, this.at + 2);
      else if (sign === quote) {
        this.at += 1;
        return;
      } else if (sign === '`' && quote === '"') this.#tick();
      else if (sign === '\\' && this.text[this.at + 1] === quote && quote === '"') this.add('\\"', this.at + 2);
      else this.add(sign, this.at + 1);
    }
  }

  #hereString([whole = '', quote = '']: RegExpExecArray): void {
    const end = new RegExp(`\\r?\\n${quote}@`, 'g');
    end.lastIndex = this.at + whole.length - 1;
    const found = end.exec(this.text);
    const from = this.at + whole.length;
    const to = Math.max(from, found?.index ?? this.text.length);
    this.add(this.text.slice(from, to), found === null ? this.text.length : found.index + found[0].length);
  }
}
