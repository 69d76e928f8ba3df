import { percentDecoded } from '../percentEncoding.ts';
import { type Operation, type ReadFile, readCommandLine, restOf } from './commandLine.ts';
import { type CurlContent, type GivenHeaders, isContentType, readContent } from './content.ts';
import { expandAddress } from './glob.ts';
import { feeding, isCommand, withInputFile } from './input.ts';
import { readShell } from './shellWords.ts';

export type { CurlContent, CurlField } from './content.ts';

/** How a command proves who sends. */
export type CurlAuth =
  | {
      readonly kind: 'basic' | 'digest' | 'ntlm' | 'negotiate' | 'any';
      readonly username: string;
      readonly password: string;
    }
  | { readonly kind: 'bearer'; readonly token: string }
  | {
      readonly kind: 'awsSigV4';
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      /** `provider1[:provider2[:region[:service]]]`, as it was written. */
      readonly scope: string;
    };

/** How the request travels; absent where the command does not say. Times are in seconds. */
export interface CurlOptions {
  readonly followRedirects: boolean;
  readonly maxRedirects?: number;
  /** Credentials go along to other hosts. */
  readonly trustsRedirects?: true;
  readonly timeoutSeconds?: number;
  readonly connectTimeoutSeconds?: number;
  readonly compressed?: true;
  readonly insecure?: true;
  readonly pathAsIs?: true;
  readonly httpVersion?: '1.0' | '1.1' | '2' | '3';
  readonly proxy?: string;
  readonly proxyUser?: string;
  readonly noProxy?: string;
  readonly caCertificate?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly keyPassphrase?: string;
  /** `host:port:address`. */
  readonly resolve?: readonly string[];
  readonly cookieFile?: string;
  readonly cookieJar?: string;
  readonly unixSocket?: string;
}

/** What a curl command sends. */
export interface ReadCurl {
  readonly method: string;
  /** Without user and password. */
  readonly url: string;
  /** As they go out besides those that every client adds, without those of `auth` and the type of the body. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: CurlContent | null;
  readonly auth: CurlAuth | null;
  readonly options: CurlOptions;
  /** What was not taken over, as it was written, or why. */
  readonly unsupported: readonly string[];
}

/** Whether a text is meant as a curl command. */
export function isCurl(text: string): boolean {
  const command = text.replace(prompt, '');
  return isCommand(command) || feeding(command) !== null;
}

const prompt = /^\s*(?:[$#>%]\s+)?/;

const noFiles: ReadFile = () => null;

/**
 * Reads a curl command, as a shell, a browser's “Copy as cURL” or the documentation of an API writes it: one request for each
 * address, of each part between `--next`. Empty where the text is none, or has no address.
 * @param readFile gets the text of files that the command reads; without it they are named under `unsupported`
 */
export function readCurl(text: string, readFile: ReadFile = noFiles): ReadCurl[] {
  if (!isCurl(text)) return [];
  const given = text.trim().replace(prompt, '');
  const fed = feeding(given);
  const { words, input = null, inputFile = fed?.file } = readShell(fed?.command ?? given);
  const fedText = input ?? fed?.text ?? null;
  const read: ReadFile = (path) => (path === '-' && fedText !== null ? fedText : readFile(path));
  return readCommandLine(words.slice(1), read)
    .map((operation) => (inputFile === undefined ? operation : withInputFile(operation, inputFile)))
    .flatMap((operation) => requestsOf(operation, read));
}

function requestsOf(operation: Operation, readFile: ReadFile): ReadCurl[] {
  const isLiteral = operation.flags.has('globoff');
  const addresses = operation.urls.flatMap((url) => (isLiteral ? [url] : expandAddress(url)));
  return addresses.map((address, index) => new Request(operation, readFile).read(address, operation.uploads[index]));
}

/** Options that are taken over, or that only others of them are for. */
const used = new Set(
  `request head get location location-trusted max-redirs max-time connect-timeout compressed insecure path-as-is http1.0
  http1.1 http2 http2-prior-knowledge http3 http3-only proxy proxy-user noproxy cacert cert key pass resolve cookie-jar
  unix-socket header cookie user-agent referer range user basic digest ntlm negotiate anyauth oauth2-bearer aws-sigv4 data
  data-ascii data-raw data-binary data-urlencode json form form-string url-query cert-type key-type ssl tlsv1 tlsv1.0
  tlsv1.1 tlsv1.2 tlsv1.3`.split(/\s+/),
);

class Request {
  readonly #operation: Operation;
  readonly #readFile: ReadFile;
  readonly #unsupported: string[];

  constructor(operation: Operation, readFile: ReadFile) {
    this.#operation = operation;
    this.#readFile = readFile;
    this.#unsupported = restOf(operation, used);
  }

  read(written: string, upload: string | undefined): ReadCurl {
    const { flags, values } = this.#operation;
    const headers = this.#headers();
    const content = readContent({
      values,
      upload,
      headers,
      readFile: this.#readFile,
      say: (what) => this.#unsupported.push(what),
    });
    const inQuery = flags.has('get') ? (content.query ?? []) : [];
    const body = flags.has('get') ? null : content.body;
    if (flags.has('head') && body !== null) this.#unsupported.push('--head together with a body');
    const { url, user } = parted(withUpload(withScheme(written), upload));
    const usual = upload !== undefined ? 'PUT' : body === null ? 'GET' : 'POST';
    return {
      method: this.#last('request') ?? (flags.has('head') ? 'HEAD' : usual),
      url: withQuery(url, [...inQuery, ...content.addressQuery], flags.has('path-as-is')),
      headers: body === null ? headers.sent : withoutFirst(headers.sent, isContentType),
      body,
      auth: this.#auth(user, headers),
      options: this.#options(url),
      unsupported: [...new Set(this.#unsupported)],
    };
  }

  #all(...names: readonly string[]): string[] {
    return this.#operation.values.filter(({ name }) => names.includes(name)).map(({ value }) => value);
  }

  #last(...names: readonly string[]): string | undefined {
    return this.#all(...names).at(-1);
  }

  #headers(): GivenHeaders {
    const lines = this.#all('header').flatMap((value) => this.#linesOf(value));
    const given = lines.map(headerOf).filter((header) => header !== null);
    const names = new Set(given.map(({ name }) => name.toLowerCase()));
    const sent = given.filter(({ value }) => value !== null).map(({ name, value }) => ({ name, value: value ?? '' }));
    const add = (name: string, value: string | undefined) => {
      if (value !== undefined && value !== '' && !names.has(name.toLowerCase())) sent.push({ name, value });
    };
    add('Accept', this.#all('json').length > 0 ? 'application/json' : undefined);
    add('User-Agent', this.#last('user-agent'));
    add('Referer', this.#last('referer')?.replace(/;auto$/, ''));
    const cookies = this.#all('cookie').filter((value) => value.includes('='));
    add('Cookie', cookies.length > 0 ? cookies.join(';') : undefined);
    const range = this.#last('range');
    // Without a dash, the rest from there on.
    add('Range', range === undefined ? undefined : `bytes=${range}${/^\d+$/.test(range) ? '-' : ''}`);
    return { sent, names };
  }

  #linesOf(value: string): string[] {
    if (!value.startsWith('@')) return [value];
    const text = this.#readFile(value.slice(1));
    if (text === null) this.#unsupported.push(`--header ${value}`);
    return (text ?? '').split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  }

  #auth(inAddress: string | null, { names }: GivenHeaders): CurlAuth | null {
    const { flags } = this.#operation;
    if (names.has('authorization')) return null;
    const given = this.#last('user') ?? inAddress;
    const [username = '', password = ''] = given?.split(/:(.*)/s) ?? [];
    const scope = this.#last('aws-sigv4');
    if (scope !== undefined && given !== null)
      return { kind: 'awsSigV4', accessKeyId: username, secretAccessKey: password, scope };
    const token = this.#last('oauth2-bearer');
    if (token !== undefined) return { kind: 'bearer', token };
    const kind = (['digest', 'ntlm', 'negotiate'] as const).find((name) => flags.has(name));
    if (given === null && kind !== 'negotiate') return null;
    return { kind: kind ?? (flags.has('anyauth') ? 'any' : 'basic'), username, password };
  }

  #options(url: string): CurlOptions {
    const { flags } = this.#operation;
    const trusts = flags.has('location-trusted');
    const cookieFile = this.#all('cookie').find((value) => value !== '' && !value.includes('='));
    const resolve = this.#all('resolve');
    const text = <K extends string>(key: K, ...names: string[]) => {
      const value = this.#last(...names);
      return value === undefined || value === '' ? {} : ({ [key]: value } as { [P in K]: string });
    };
    const number = <K extends string>(key: K, name: string) => {
      const value = Number(this.#last(name) ?? Number.NaN);
      return Number.isFinite(value) && value > 0 ? ({ [key]: value } as { [P in K]: number }) : {};
    };
    const flag = <K extends string>(key: K, name: string) =>
      flags.has(name) ? ({ [key]: true } as { [P in K]: true }) : {};
    const version = versionIn(flags, /^https:/i.test(url));
    return {
      followRedirects: trusts || flags.has('location'),
      ...number('maxRedirects', 'max-redirs'),
      ...flag('trustsRedirects', 'location-trusted'),
      ...number('timeoutSeconds', 'max-time'),
      ...number('connectTimeoutSeconds', 'connect-timeout'),
      ...flag('compressed', 'compressed'),
      ...flag('insecure', 'insecure'),
      ...flag('pathAsIs', 'path-as-is'),
      ...(version !== undefined && { httpVersion: version }),
      ...text('proxy', 'proxy'),
      ...text('proxyUser', 'proxy-user'),
      ...text('noProxy', 'noproxy'),
      ...text('caCertificate', 'cacert'),
      ...text('certificate', 'cert'),
      ...text('key', 'key'),
      ...text('keyPassphrase', 'pass'),
      ...(resolve.length > 0 && { resolve }),
      ...(cookieFile !== undefined && { cookieFile }),
      ...text('cookieJar', 'cookie-jar'),
      ...text('unixSocket', 'unix-socket'),
    };
  }
}

function withoutFirst<T>(list: readonly T[], is: (item: T) => boolean): T[] {
  const first = list.findIndex(is);
  return list.filter((_, index) => index !== first);
}

/** `Name: value`; `Name:` takes away what curl would send (null), and `Name;` sends it empty. */
function headerOf(line: string): { name: string; value: string | null } | null {
  const [, name, value, empty] = /^([^:;]+)(?::(.*)|(;))$/s.exec(line.replace(/[\r\n]+$/, '')) ?? [];
  if (name === undefined) return null;
  if (empty !== undefined) return { name: name.trim(), value: '' };
  const sent = value?.trim() ?? '';
  return { name: name.trim(), value: sent === '' ? null : sent };
}

/** Without TLS, `--http2` only offers the newer version and goes on in the older one. */
function versionIn(flags: ReadonlySet<string>, isSecure: boolean): CurlOptions['httpVersion'] {
  if (flags.has('http3') || flags.has('http3-only')) return '3';
  if ((flags.has('http2') && isSecure) || flags.has('http2-prior-knowledge')) return '2';
  if (flags.has('http1.1')) return '1.1';
  return flags.has('http1.0') ? '1.0' : undefined;
}

/** curl guesses http where no scheme is written. */
const withScheme = (url: string): string => (/^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`);

/** User and password before the host, decoded, and the address without them and without its fragment. */
function parted(address: string): { url: string; user: string | null } {
  const [, scheme = '', user, rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)(?:([^/?#]*)@)?(.*)$/is.exec(address) ?? [];
  const url = `${scheme}${rest.replace(/#.*$/s, '')}`;
  return { url, user: user === undefined ? null : user.split(/:(.*)/s).slice(0, 2).map(percentDecoded).join(':') };
}

/** An address that ends with its host or a slash is that of a folder, and gets the name of the file. */
function withUpload(url: string, upload: string | undefined): string {
  if (upload === undefined || upload === '-' || upload === '.') return url;
  const [, base = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(url) ?? [];
  const name = upload.split(/[/\\]/).at(-1) ?? '';
  if (base.endsWith('/')) return `${base}${encodeURIComponent(name)}${rest}`;
  return /^[a-z][a-z0-9+.-]*:\/\/[^/]*$/i.test(base) ? `${base}/${encodeURIComponent(name)}${rest}` : url;
}

/** With its query, and with `.` and `..` taken out of the path (RFC 3986, section 5.2.4) unless it goes as it is. */
function withQuery(url: string, parts: readonly string[], isAsIs: boolean): string {
  const [, start = '', path = '', query] = /^([a-z][a-z0-9+.-]*:\/\/[^/?]*)([^?]*)(?:\?(.*))?$/is.exec(url) ?? [
    '',
    url,
  ];
  const whole = parts.reduce<string>(
    (left, part) => left + (left === '' || left.endsWith('&') ? '' : '&') + part,
    query ?? '',
  );
  return `${start}${isAsIs ? path : withoutDots(path)}${whole === '' && query === undefined ? '' : `?${whole}`}`;
}

function withoutDots(path: string): string {
  if (!/(^|\/)\.{1,2}(\/|$)/.test(path)) return path;
  const kept: string[] = [];
  const segments = path.split('/').slice(1);
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '..') kept.pop();
    if (segment !== '.' && segment !== '..') kept.push(segment);
    else if (isLast) kept.push('');
  }
  return `/${kept.join('/')}`;
}
