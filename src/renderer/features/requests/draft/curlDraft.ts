import type { RequestAuth } from '#contract/requestParts.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { counted } from '#core/counted.ts';
import { type CurlField, typeOfFile } from '#core/curl/content.ts';
import { type CurlAuth, type CurlContent, type CurlOptions, type ReadCurl, readCurl } from '#core/curl/readCurl.ts';
import { blankDraft } from './draft.ts';

type FormField = Extract<RequestDraft['body'], { kind: 'form' }>['fields'][number];

interface PastedRequest {
  readonly draft: RequestDraft;
  /** What was not taken over, and the files that are to be chosen again, for the person to read. */
  readonly notes: readonly string[];
}

/** The request that a curl command sends, of several the first; null where the text is no curl command. */
export function draftOfCurl(text: string): PastedRequest | null {
  const [read, ...more] = readCurl(text);
  return read === undefined ? null : { draft: draftOfRead(read), notes: notesOn(read, more.length) };
}

/** What of a command is a request here; its files are empty. */
export function draftOfRead(read: ReadCurl): RequestDraft {
  const { method, url, body, auth, options } = read;
  const token = auth?.kind === 'awsSigV4' ? read.headers.find(isSessionToken) : undefined;
  const headers = read.headers.filter((header) => header !== token);
  const { followRedirects, maxRedirects, timeoutSeconds, connectTimeoutSeconds, httpVersion } = options;
  return {
    ...blankDraft(),
    method,
    url,
    auth: authOf(auth, url, token?.value ?? ''),
    parameters: headers.map(({ name, value }) => ({ name, in: 'header' as const, value, enabled: true })),
    body: bodyOf(body),
    followRedirects,
    maxRedirects: maxRedirects === undefined ? null : Math.min(Math.round(maxRedirects), 50),
    connectSeconds: wholeSeconds(connectTimeoutSeconds),
    timeoutSeconds: wholeSeconds(timeoutSeconds),
    httpVersion: httpVersion === '1.1' || httpVersion === '2' ? httpVersion : null,
  };
}

const wholeSeconds = (seconds: number | undefined): number | null =>
  seconds === undefined ? null : Math.min(Math.max(1, Math.round(seconds)), 3_600);

const isSessionToken = ({ name }: { name: string }): boolean => name.toLowerCase() === 'x-amz-security-token';

/** The credentials of a command as those that a person types; what the console cannot do is noted, and nothing is sent. */
function authOf(auth: CurlAuth | null, url: string, sessionToken: string): RequestAuth {
  switch (auth?.kind) {
    case 'basic':
    case 'any':
      return { kind: 'basic', username: auth.username, password: auth.password };
    case 'digest':
      return { kind: 'digest', username: auth.username, password: auth.password };
    case 'bearer':
      return { kind: 'bearer', token: auth.token, prefix: 'Bearer' };
    case 'awsSigV4': {
      const { accessKeyId, secretAccessKey } = auth;
      return isAmazon(auth)
        ? { kind: 'awsSigV4', accessKeyId, secretAccessKey, sessionToken, ...awsScope(auth.scope, url) }
        : { kind: 'connection' };
    }
    default:
      return { kind: 'connection' };
  }
}

/** Other providers put names of their own into the signature. */
const isAmazon = ({ scope }: { scope: string }): boolean => /^aws(:amz)?(:|$)/i.test(scope);

/** Region and service as the command names them, else as the host does: `service.region.amazonaws.com` (curl's manual). */
function awsScope(scope: string, url: string): { region: string; service: string } {
  const [, , region = '', service = ''] = scope.split(':');
  const [first = '', second = ''] = URL.parse(url)?.hostname.split('.') ?? [];
  return { region: region || second, service: service || first };
}

function notesOn({ body, auth, options, unsupported }: ReadCurl, more: number): string[] {
  const files = filesOf(body);
  const elsewhere = settingWords(options);
  const left = [...unsupported, ...authWords(auth)];
  return [
    ...(more === 0 ? [] : [`${counted(more, 'more request')} in the command, which were left out`]),
    ...(left.length === 0 ? [] : [`Not taken over: ${left.join(', ')}`]),
    ...(elsewhere.length === 0 ? [] : [`Set under Settings, Network, if you need it: ${elsewhere.join(', ')}`]),
    ...(files.length === 0 ? [] : [`Choose again under Body: ${files.join(', ')}`]),
  ];
}

function authWords(auth: CurlAuth | null): string[] {
  if (auth?.kind === 'awsSigV4') return isAmazon(auth) ? [] : [`--aws-sigv4 ${auth.scope}, which is not Amazon's`];
  return auth?.kind === 'ntlm' || auth?.kind === 'negotiate' ? [`--${auth.kind}`] : [];
}

/** What the command sets for this request alone, and the console for all. */
function settingWords(options: CurlOptions): string[] {
  const {
    insecure,
    pathAsIs,
    proxy,
    noProxy,
    caCertificate,
    certificate,
    resolve,
    httpVersion,
    unixSocket,
    cookieFile,
  } = options;
  return [
    ...(insecure ? ['--insecure'] : []),
    ...(pathAsIs ? ['--path-as-is'] : []),
    ...(proxy === undefined ? [] : [`--proxy ${proxy.replace(/\/\/[^/@]*@/, '//')}`]),
    ...(noProxy === undefined ? [] : [`--noproxy ${noProxy}`]),
    ...(caCertificate === undefined ? [] : [`--cacert ${caCertificate}`]),
    ...(certificate === undefined ? [] : [`--cert ${certificate.split(':')[0]}`]),
    ...(resolve === undefined ? [] : resolve.map((each) => `--resolve ${each}`)),
    ...(httpVersion === undefined || httpVersion === '1.1' || httpVersion === '2' ? [] : [`HTTP/${httpVersion}`]),
    ...(unixSocket === undefined ? [] : [`--unix-socket ${unixSocket}`]),
    ...(cookieFile === undefined ? [] : [`cookies of ${cookieFile}`]),
  ];
}

/** A file that the command names and the page cannot read. */
const elsewhere = (path: string, name: string | null = null) => ({
  name: name ?? path.split(/[\\/]/).at(-1) ?? '',
  data: '',
  elsewhere: path,
});

function filesOf(body: CurlContent | null): string[] {
  if (body?.kind === 'file') return [body.file];
  return body?.kind === 'form' ? body.fields.flatMap(({ file }) => (file === null ? [] : [file])) : [];
}

function bodyOf(body: CurlContent | null): RequestDraft['body'] {
  switch (body?.kind) {
    case undefined:
      return { kind: 'none' };
    case 'text':
      return { kind: 'text', mediaType: body.mediaType, text: body.text };
    case 'file':
      return { kind: 'file', mediaType: body.mediaType, ...elsewhere(body.file) };
    case 'form':
      return {
        kind: 'form',
        mediaType: body.mediaType,
        fields: body.fields.map(fieldOf),
      };
  }
}

/** A text that the command gives the name of a file is one. */
function fieldOf({ name, value, file, fileName, contentType }: CurlField): FormField {
  if (file === null && fileName === null)
    return { name, value, enabled: true, ...(contentType !== null && { mediaType: contentType }) };
  const mediaType = contentType ?? typeOfFile(fileName ?? file ?? '');
  if (file !== null) return { name, value: '', enabled: true, file: { ...elsewhere(file, fileName), mediaType } };
  return { name, value: '', enabled: true, file: { name: fileName ?? '', mediaType, data: base64(value) } };
}

/** Its bytes in UTF-8. */
const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
