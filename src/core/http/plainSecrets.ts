import { isStrongValue, type Judge, type SecretSpan } from './secretJudge.ts';
import { isSecretName } from './secretNames.ts';

export type Says = (name: string, value: string) => boolean;

/** The second group of each match where the first, decoded, names a secret. */
export function pairSpans(text: string, pattern: RegExp, says: Says): SecretSpan[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const [whole, rawName = '', raw = ''] = match;
    const name = decoded(rawName.trim());
    const value = decoded(raw);
    const to = match.index + whole.length;
    return says(name, value) ? [{ name, value, from: to - raw.length, to }] : [];
  });
}

/** What is in a query or a form; as it is where it cannot be decoded. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** The spans that lie in none before them. */
export function apart(spans: readonly SecretSpan[]): SecretSpan[] {
  const kept: SecretSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from || b.to - a.to))
    if (span.from >= (kept.at(-1)?.to ?? 0)) kept.push(span);
  return kept;
}

/**
 * The secrets in a text that is neither JSON nor XML: settings and lists of them, YAML, headers, commands and code, a form in
 * parts (RFC 7578), rows with a head (RFC 4180), private keys (RFC 7468).
 */
export function plainSpans(text: string, judge: Judge): SecretSpan[] {
  const says: Says = (name, value) => judge('field', name, value);
  // Within a line only what looks like one: a sentence may hold “password: choose a long one”.
  const surely: Says = (name, value) => says(name, value) && isStrongValue(value.replace(/^[[({]+|[\])}!?.]+$/g, ''));
  return [
    ...pairSpans(text, privateKey, () => true),
    ...partSpans(text, says),
    ...rowSpans(text, says),
    ...blockSpans(text, says),
    ...pairSpans(text, line, says),
    ...quotedSpans(text, says),
    ...pairSpans(text, bare, surely),
    ...pairSpans(text, authorization, (_, value) => isStrongValue(value)),
  ];
}

const privateKey = /(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)([^-]*(?:-{1,4}[^-]+)*)/g;

/** `name: value` and `name=value` at the beginning of a line or of an entry. */
const line =
  /(?:^|[;,\n])[ \t-]*(?:export )?["']?([\w.-][\w .-]{0,80}?)["']?[ \t]*[:=][ \t]*["']?([^\s;,"'|>][^;\n"']*)/g;

/** `name=value` and `name: value` within a line; a variable of GraphQL has its type there. */
const bare = /(?<![\w.$-])([\w.-]{1,80})[ \t]?[:=][ \t]?([^\s"'`,;&|]+)/g;

/** What follows a scheme (RFC 7617, RFC 6750), wherever it is. */
const authorization = /\b(Bearer|Basic)[ \t]+([\w.~+/-]{8,}=*)/gi;

/** `name: "value"`, as in GraphQL, TOML, a command or code. */
function quotedSpans(text: string, says: Says): SecretSpan[] {
  const pattern =
    /(?<![\w.-])([\w.-]{1,80})["']?[ \t]*(?:=>|:=|[:=])[ \t]*(?<quote>["'`])((?:\\.|(?!\k<quote>)[^\\\n]){1,16384})\k<quote>/g;
  return [...text.matchAll(pattern)].flatMap(({ 0: whole, 1: name = '', 3: value = '', index }) => {
    const to = index + whole.length - 1;
    return says(name, value) ? [{ name, value, from: to - value.length, to }] : [];
  });
}

/** Blocks of YAML (1.2.2, section 8.1): the lines below a name that are blank or begin further to the right. */
function blockSpans(text: string, says: Says): SecretSpan[] {
  const head = /^([ \t]*(?:- +)*)["']?([\w.-]{1,80})["']?:[ \t]*[|>][+\-\d]{0,2}[ \t]*\r?\n/gm;
  return [...text.matchAll(head)].flatMap(({ 0: whole, 1: before = '', 2: name = '', index }) => {
    const from = index + whole.length;
    const end = endOfBlock(text, from, before.length);
    const value = text.slice(from, end).trim();
    return says(name, value) ? [{ name, value, from: from + before.length + 1, to: end }] : [];
  });
}

function endOfBlock(text: string, from: number, column: number): number {
  const line = /([ \t]*)(\S?)[^\n]*\n?/y;
  let end = from;
  for (line.lastIndex = from; line.lastIndex < text.length; ) {
    const [whole = '', blanks = '', first = ''] = line.exec(text) ?? [];
    if (first !== '' && blanks.length <= column) break;
    if (first !== '') end = line.lastIndex - (whole.endsWith('\n') ? 1 : 0);
  }
  return end;
}

/** The parts of a form that was typed as it goes out. */
function partSpans(text: string, says: Says): SecretSpan[] {
  if (!text.includes('form-data')) return [];
  const part = /;[ \t]*name="([^"\r\n]{0,200})"[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n((?:(?!\r?\n--)[\s\S])*)/g;
  return pairSpans(text, part, says);
}

/** The columns of a table whose name in the first row is that of a secret. */
function rowSpans(text: string, says: Says): SecretSpan[] {
  const head = /^[^\n=:{}<>]{1,4000}(?=\n)/.exec(text)?.[0];
  const separator = head === undefined ? undefined : [',', ';', '\t'].find((each) => head.includes(each));
  if (head === undefined || separator === undefined) return [];
  const names = head.split(separator).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  if (!names.some((name) => isSecretName(name))) return [];
  const spans: SecretSpan[] = [];
  let column = 0;
  for (const match of text.slice(head.length + 1).matchAll(cells[separator] ?? /$^/g)) {
    const [whole, cell = '', end] = match;
    if (whole === '') break;
    const value = cell.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"');
    const name = names[column] ?? '';
    const from = head.length + 1 + match.index;
    if (says(name, value)) spans.push({ name, value, from, to: from + cell.length });
    column = end === separator ? column + 1 : 0;
  }
  return spans;
}

const cellsBy = (separator: string) =>
  new RegExp(`("(?:[^"]|"")*"|[^${separator}\\r\\n]*)(${separator}|\\r?\\n|$)`, 'g');
const cells: Readonly<Record<string, RegExp>> = { ',': cellsBy(','), ';': cellsBy(';'), '\t': cellsBy('\\t') };
