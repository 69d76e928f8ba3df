/** The words of a command for a POSIX shell; the carets of cmd.exe are read too, as browsers write them. */
export function shellWords(command: string): string[] {
  const text = isForCmd(command) ? withoutCarets(command) : command;
  const words: string[] = [];
  let word: string | null = null;
  let at = 0;
  while (at < text.length) {
    const sign = text[at] as string;
    if (/\s/.test(sign)) {
      if (word !== null) words.push(word);
      word = null;
      at += 1;
      continue;
    }
    // What follows is another command.
    if (word === null && /[|;&>]/.test(sign)) break;
    const read = readPiece(text, at);
    word = read.text === null ? word : (word ?? '') + read.text;
    at = read.next;
  }
  if (word !== null) words.push(word);
  return words;
}

/** Whether a caret ends a line or is before a quote where no quotes of a POSIX shell make it an ordinary sign. */
function isForCmd(text: string): boolean {
  const caret = /\^(?:"|\s*\r?\n)/y;
  for (let at = text.includes('^') ? 0 : text.length; at < text.length; at = readPiece(text, at).next) {
    caret.lastIndex = at;
    if (caret.test(text)) return true;
  }
  return false;
}

const withoutCarets = (text: string): string => text.replace(/\^\s*\r?\n/g, ' ').replace(/\^(.)/gs, '$1');

/** A quoted or escaped piece of a word, or one sign of it. */
function readPiece(text: string, at: number): { text: string | null; next: number } {
  const sign = text[at] as string;
  if (sign === '\\') {
    const next = text[at + 1];
    if (next === '\r' && text[at + 2] === '\n') return { text: null, next: at + 3 };
    return next === '\n' ? { text: null, next: at + 2 } : { text: next ?? '', next: at + 2 };
  }
  if (sign === "'") {
    const end = text.indexOf("'", at + 1);
    const stop = end < 0 ? text.length : end;
    return { text: text.slice(at + 1, stop), next: stop + 1 };
  }
  if (sign === '$' && text[at + 1] === "'") return readEscaped(text, at + 2);
  if (sign === '"') return readDouble(text, at + 1);
  return { text: sign, next: at + 1 };
}

function readDouble(text: string, from: number): { text: string; next: number } {
  let out = '';
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at] as string;
    if (sign === '"') return { text: out, next: at + 1 };
    const next = text[at + 1];
    if (sign === '\\' && next !== undefined && '"\\$`\n'.includes(next)) {
      if (next !== '\n') out += next;
      at += 1;
    } else out += sign;
  }
  return { text: out, next: text.length };
}

const named: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  e: '\x1b',
};

/** The ANSI-C quoting of bash: `$'it\'s\n'`. */
function readEscaped(text: string, from: number): { text: string; next: number } {
  let out = '';
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "'") return { text: out, next: at + 1 };
    if (text[at] !== '\\') {
      out += text[at];
      continue;
    }
    const code = /^(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|x([0-9a-fA-F]{1,2})|([0-7]{1,3}))/.exec(
      text.slice(at + 1, at + 10),
    );
    if (code === null) {
      const sign = text[at + 1] ?? '';
      out += named[sign] ?? sign;
      at += 1;
    } else {
      const [whole, short4, long8, hex, octal] = code;
      const point =
        octal === undefined ? Number.parseInt(short4 ?? long8 ?? hex ?? '0', 16) : Number.parseInt(octal, 8);
      out += String.fromCodePoint(Math.min(point, 0x10_ffff));
      at += whole.length;
    }
  }
  return { text: out, next: text.length };
}
