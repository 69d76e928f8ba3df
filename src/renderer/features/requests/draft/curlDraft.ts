import type { RequestDraft } from '#contract/requests.ts';
import { counted } from '#core/counted.ts';
import { typeOfFile } from '#core/curl/content.ts';
import { type CurlAuth, type CurlContent, type CurlOptions, type ReadCurl, readCurl } from '#core/curl/readCurl.ts';
import { blankDraft } from './draft.ts';

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
  const { method, url, headers, body, auth, options } = read;
  const parameters = [...headers, ...authHeaders(auth)].map(({ name, value }) => ({
    name,
    in: 'header' as const,
    value,
    enabled: true,
  }));
  const { followRedirects, timeoutSeconds } = options;
  return {
    ...blankDraft(),
    method,
    url,
    parameters,
    body: bodyOf(body),
    followRedirects,
    timeoutSeconds: timeoutSeconds === undefined ? null : Math.min(Math.max(1, Math.round(timeoutSeconds)), 3_600),
  };
}

/** The credentials that are a header; the others are noted. */
function authHeaders(auth: CurlAuth | null): ReadCurl['headers'] {
  if (auth?.kind === 'bearer') return [{ name: 'Authorization', value: `Bearer ${auth.token}` }];
  if (auth?.kind !== 'basic' && auth?.kind !== 'any') return [];
  const bytes = new TextEncoder().encode(`${auth.username}:${auth.password}`);
  return [{ name: 'Authorization', value: `Basic ${btoa(String.fromCharCode(...bytes))}` }];
}

function notesOn({ body, auth, options, unsupported }: ReadCurl, more: number): string[] {
  const files = filesOf(body);
  const elsewhere = settingWords(options);
  const left = [...unsupported, ...authWords(auth), ...partWords(body)];
  return [
    ...(more === 0 ? [] : [`${counted(more, 'more request')} in the command, which were left out`]),
    ...(left.length === 0 ? [] : [`Not taken over: ${left.join(', ')}`]),
    ...(elsewhere.length === 0 ? [] : [`Set under Settings, Network, if you need it: ${elsewhere.join(', ')}`]),
    ...(files.length === 0 ? [] : [`Choose again under Body: ${files.join(', ')}`]),
  ];
}

function authWords(auth: CurlAuth | null): string[] {
  if (auth?.kind === 'awsSigV4') return ['--aws-sigv4, for which a connection of type AWS signature serves'];
  return auth !== null && ['digest', 'ntlm', 'negotiate'].includes(auth.kind) ? [`--${auth.kind}`] : [];
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
    ...(httpVersion === undefined || httpVersion === '1.1' ? [] : [`HTTP/${httpVersion}`]),
    ...(unixSocket === undefined ? [] : [`--unix-socket ${unixSocket}`]),
    ...(cookieFile === undefined ? [] : [`cookies of ${cookieFile}`]),
  ];
}

/** Types of text parts, which a form here does not have. */
function partWords(body: CurlContent | null): string[] {
  if (body?.kind !== 'form') return [];
  return body.fields.flatMap(({ name, file, contentType }) =>
    file === null && contentType !== null ? [`the type ${contentType} of ${name}`] : [],
  );
}

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
      return { kind: 'file', mediaType: body.mediaType, name: '', data: '' };
    case 'form':
      return {
        kind: 'form',
        mediaType: body.mediaType,
        fields: body.fields.map(({ name, value, file, fileName, contentType }) => ({
          name,
          value,
          enabled: true,
          ...(file !== null && {
            file: { name: '', mediaType: contentType ?? typeOfFile(fileName ?? file), data: '' },
          }),
        })),
      };
  }
}
