import { essence, multipartForm, urlEncodedForm } from './mediaType.ts';
import { shellWords } from './shellWords.ts';

/** A field of a form in a command; of a file only its name is known. */
export interface CurlField {
  readonly name: string;
  readonly value: string;
  /** The file that the command reads it from. */
  readonly fileName: string | null;
}

export type CurlContent =
  | { readonly kind: 'text'; readonly mediaType: string; readonly text: string }
  | { readonly kind: 'form'; readonly mediaType: string; readonly fields: readonly CurlField[] }
  | { readonly kind: 'file'; readonly mediaType: string; readonly fileName: string };

/** What a curl command sends. */
export interface ReadCurl {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: CurlContent | null;
  readonly followRedirects: boolean;
  readonly timeoutSeconds: number | null;
  /** Options that were not taken over, as they were written. */
  readonly leftOut: readonly string[];
}

/** Whether a text is meant as a curl command. */
export const isCurl = (text: string): boolean => /^\s*(?:\$\s+)?curl(?:\.exe)?\s/i.test(text);

/** Options with a value that change what is sent. The short ones are beside the long one that they mean. */
const valued = [
  'request',
  'header',
  'data',
  'data-ascii',
  'data-raw',
  'data-binary',
  'data-urlencode',
  'json',
  'form',
  'form-string',
  'user',
  'user-agent',
  'referer',
  'cookie',
  'url',
  'url-query',
  'max-time',
  'oauth2-bearer',
] as const;
type Valued = (typeof valued)[number];

const short: Readonly<Record<string, string>> = {
  X: 'request',
  H: 'header',
  d: 'data',
  F: 'form',
  u: 'user',
  A: 'user-agent',
  e: 'referer',
  b: 'cookie',
  m: 'max-time',
  I: 'head',
  G: 'get',
  L: 'location',
  g: 'globoff',
  s: 'silent',
  S: 'show-error',
  v: 'verbose',
  i: 'include',
  f: 'fail',
  N: 'no-buffer',
  k: 'insecure',
  o: 'output',
  O: 'remote-name',
  x: 'proxy',
  E: 'cert',
  w: 'write-out',
  c: 'cookie-jar',
  T: 'upload-file',
  r: 'range',
};

/** Options with a value that does not belong to the request, or that the console sets elsewhere. */
const elsewhere = new Set([
  ...['output', 'proxy', 'cert', 'key', 'cacert', 'capath', 'write-out', 'cookie-jar', 'upload-file', 'range'],
  ...['connect-timeout', 'retry', 'retry-delay', 'max-redirs', 'resolve', 'interface', 'proxy-user', 'config'],
  ...['ciphers', 'tls-max', 'aws-sigv4', 'unix-socket', 'noproxy', 'limit-rate', 'trace', 'trace-ascii', 'dump-header'],
]);

/** Options that change how curl runs and shows, and nothing of what is sent. */
const silent = new Set([
  ...['globoff', 'silent', 'show-error', 'verbose', 'include', 'fail', 'fail-with-body', 'no-buffer', 'compressed'],
  ...['output', 'write-out', 'progress-bar', 'no-progress-meter', 'http1.1', 'http2', 'path-as-is', 'remote-name'],
  ...['connect-timeout', 'retry', 'retry-delay', 'max-redirs', 'no-keepalive', 'tr-encoding', 'ignore-content-length'],
]);

interface Collected {
  readonly values: { readonly option: Valued; readonly value: string }[];
  readonly flags: Set<string>;
  readonly urls: string[];
  readonly leftOut: string[];
}

/** Reads one curl command, as a shell, a browser's "Copy as cURL" or the documentation of an API writes it. Null where it is none. */
export function readCurl(text: string): ReadCurl | null {
  if (!isCurl(text)) return null;
  const words = shellWords(text.trim().replace(/^\$\s+/, '')).slice(1);
  const collected = collect(words);
  const all = (...options: readonly Valued[]) =>
    collected.values.filter(({ option }) => options.includes(option)).map(({ value }) => value);
  const last = (option: Valued) => all(option).at(-1);
  const url = collected.urls[0] ?? all('url')[0];
  if (url === undefined) return null;
  const headers = headersOf(collected);
  const content = contentOf(collected, headers);
  const inQuery = collected.flags.has('get') && content?.kind !== 'file' ? content : null;
  const body = collected.flags.has('get') ? null : content;
  const usual = collected.flags.has('head') ? 'HEAD' : body === null ? 'GET' : 'POST';
  const seconds = Number(last('max-time'));
  return {
    method: last('request') ?? usual,
    url: withQuery(withScheme(url), [...queryOf(inQuery), ...all('url-query')]),
    headers: body === null ? headers : headers.filter(({ name }) => name.toLowerCase() !== 'content-type'),
    body,
    followRedirects: collected.flags.has('location'),
    timeoutSeconds: Number.isFinite(seconds) && seconds >= 1 ? Math.min(Math.round(seconds), 3_600) : null,
    leftOut: [...collected.leftOut, ...collected.urls.slice(1)],
  };
}

function collect(words: readonly string[]): Collected {
  const collected: Collected = { values: [], flags: new Set(), urls: [], leftOut: [] };
  let at = 0;
  const take = (name: string, written: string, attached: string | undefined) => {
    const needsValue = (valued as readonly string[]).includes(name) || elsewhere.has(name);
    if (!needsValue) {
      if (['head', 'get', 'location'].includes(name)) collected.flags.add(name);
      else if (!silent.has(name)) collected.leftOut.push(written);
      return;
    }
    const value = attached ?? words[at++] ?? '';
    if ((valued as readonly string[]).includes(name)) collected.values.push({ option: name as Valued, value });
    else if (!silent.has(name)) collected.leftOut.push(`${written} ${value}`.trim());
  };
  while (at < words.length) {
    const word = words[at++] as string;
    const long = /^--([a-z][a-z0-9.-]*)(?:=(.*))?$/s.exec(word);
    if (long !== null) take(long[1] as string, word, long[2]);
    else if (/^-[a-zA-Z]/.test(word)) takeShort(word, take);
    else if (word !== '') collected.urls.push(word);
  }
  return collected;
}

/** Short options may stand together, the last with its value: `-sSLd@x`. */
function takeShort(word: string, take: (name: string, written: string, attached: string | undefined) => void): void {
  for (let index = 1; index < word.length; index += 1) {
    const name = short[word[index] as string];
    const rest = word.slice(index + 1);
    const isValued = name !== undefined && ((valued as readonly string[]).includes(name) || elsewhere.has(name));
    take(name ?? word, name === undefined ? word : `-${word[index]}`, isValued && rest !== '' ? rest : undefined);
    if (isValued || name === undefined) break;
  }
}

type Header = ReadCurl['headers'][number];

function headersOf({ values }: Collected): Header[] {
  return values.flatMap(({ option, value }): Header[] => {
    switch (option) {
      case 'header': {
        const [, name, sent, empty] = /^([^:;]+)(?::\s*(.*)|(;))$/s.exec(value) ?? [];
        if (name === undefined) return [];
        // "Name:" takes away what curl would send, and "Name;" sends it empty.
        return empty === undefined && sent === '' ? [] : [{ name: name.trim(), value: sent?.trim() ?? '' }];
      }
      case 'user':
        return [{ name: 'Authorization', value: `Basic ${base64(value.includes(':') ? value : `${value}:`)}` }];
      case 'oauth2-bearer':
        return [{ name: 'Authorization', value: `Bearer ${value}` }];
      case 'user-agent':
        return [{ name: 'User-Agent', value }];
      case 'referer':
        return [{ name: 'Referer', value }];
      case 'cookie':
        return value.includes('=') ? [{ name: 'Cookie', value }] : [];
      case 'json':
        return values.some(({ option: other, value: given }) => other === 'header' && /^accept\s*:/i.test(given))
          ? []
          : [{ name: 'Accept', value: 'application/json' }];
      default:
        return [];
    }
  });
}

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

function contentOf({ values }: Collected, headers: readonly Header[]): CurlContent | null {
  const declared = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value;
  const parts = values.filter(({ option }) => option === 'form' || option === 'form-string');
  if (parts.length > 0) {
    const fields = parts.map(({ option, value }) => partOf(value, option === 'form-string'));
    return { kind: 'form', mediaType: multipartForm, fields };
  }
  const isJson = values.some(({ option }) => option === 'json');
  const data = values.filter(({ option }) => /^(data|json)/.test(option));
  if (data.length === 0) return null;
  const mediaType = declared ?? (isJson ? 'application/json' : urlEncodedForm);
  const [first] = data;
  const isFile = (option: Valued, value: string) =>
    value.startsWith('@') && /^(data|data-ascii|data-binary|json)$/.test(option);
  if (data.length === 1 && first !== undefined && isFile(first.option, first.value)) {
    return { kind: 'file', mediaType, fileName: first.value.slice(1) };
  }
  const text = data
    .map(({ option, value }) => (option === 'data-urlencode' ? encoded(value) : value))
    .join(isJson ? '' : '&');
  const fields = essence(mediaType) === urlEncodedForm ? fieldsOf(text) : null;
  return fields === null ? { kind: 'text', mediaType, text } : { kind: 'form', mediaType, fields };
}

/** `name=value`, `name=@file;type=…` or `name=<file` (curl's manual, --form). */
function partOf(written: string, isLiteral: boolean): CurlField {
  const [, name = written, value = ''] = /^([^=]*)=(.*)$/s.exec(written) ?? [];
  const isFile = !isLiteral && /^[@<]/.test(value);
  if (!isFile) return { name, value: isLiteral ? value : value.replace(/;type=[^;]*$/, ''), fileName: null };
  const fileName = value.slice(1).replace(/;(?:type|filename|headers|encoder)=.*$/s, '');
  return { name, value: '', fileName: fileName.replace(/^"(.*)"$/s, '$1') };
}

/** `content`, `=content` or `name=content`, whose content is encoded (curl's manual, --data-urlencode). */
function encoded(value: string): string {
  const at = value.indexOf('=');
  return at < 0
    ? encodeURIComponent(value)
    : `${value.slice(0, at)}${at === 0 ? '' : '='}${encodeURIComponent(value.slice(at + 1))}`;
}

/** The fields of a form; null where the text is none that would be written in the same way again. */
function fieldsOf(text: string): CurlField[] | null {
  if (text === '') return [];
  const pairs = text.split('&').map((pair) => pair.split(/=(.*)/s));
  if (pairs.some(([name, value]) => name === '' || name === undefined || value === undefined)) return null;
  try {
    return pairs.map(([name = '', value = '']) => ({ name: decoded(name), value: decoded(value), fileName: null }));
  } catch {
    return null;
  }
}

const decoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

function queryOf(content: CurlContent | null): string[] {
  if (content === null || content.kind === 'file') return [];
  if (content.kind === 'text') return [content.text];
  return content.fields.map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
}

function withQuery(url: string, parts: readonly string[]): string {
  if (parts.length === 0) return url;
  const [address = '', fragment] = url.split(/#(.*)/s);
  const joined = `${address}${address.includes('?') ? '&' : '?'}${parts.join('&')}`;
  return fragment === undefined ? joined : `${joined}#${fragment}`;
}

/** curl guesses http where no scheme is written. */
const withScheme = (url: string): string => (/^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`);
