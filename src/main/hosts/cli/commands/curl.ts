import { readFileSync, statSync } from 'node:fs';
import type { CurlAuth, CurlContent, ReadCurl } from '#core/curl/readCurl.ts';
import { isCurl, readCurl } from '#core/curl/readCurl.ts';
import { commandFault } from '../commandFault.ts';
import type { Output } from '../output.ts';

/** Says what a curl command sends; sends nothing. `-` takes the one in the input. */
export async function explainCurl(output: Output, given: string): Promise<void> {
  const text = given === '-' ? readFileSync(0, 'utf8') : given;
  const requests = readCurl(text, readText).map(explained);
  const [first, ...more] = requests;
  if (first === undefined) throw isCurl(`${text} `) ? noAddress() : noCommand();
  const value = more.length === 0 ? first : { ...first, more };
  output.result(
    value,
    requests.flatMap((request, index) => [...(index === 0 ? [] : ['']), ...linesOf(request)]),
  );
}

const mostBytes = 20_000_000;

/** A file that the command reads, from where this runs. */
function readText(path: string): string | null {
  try {
    return path !== '-' && statSync(path).size <= mostBytes ? readFileSync(path, 'utf8') : null;
  } catch {
    return null;
  }
}

interface Explained extends ReadCurl {
  readonly query: readonly { readonly name: string; readonly value: string }[];
}

function explained({ method, url, headers, body, auth, options, unsupported }: ReadCurl): Explained {
  const type = body === null || body.mediaType === '' ? [] : [{ name: 'Content-Type', value: body.mediaType }];
  const query = [...new URLSearchParams(/\?(.*)$/s.exec(url)?.[1] ?? '')].map(([name, value]) => ({ name, value }));
  return { method, url, headers: [...headers, ...type], query, body, auth, options, unsupported };
}

function linesOf({ method, url, headers, query, body, auth, options, unsupported }: Explained): string[] {
  return [
    `${method} ${url}`,
    ...query.map(({ name, value }) => `  ?${name} = ${value}`),
    ...headers.map(({ name, value }) => `  ${name}: ${value}`),
    ...(auth === null ? [] : [`  Authentication: ${authWords(auth)}`]),
    ...(body === null || body.kind === 'text' ? [] : bodyLines(body)),
    ...Object.entries(options)
      .filter(([, value]) => value !== false)
      .map(([name, value]) => `  ${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`),
    ...unsupported.map((what) => `  Not taken over: ${what}`),
    ...(body?.kind === 'text' ? ['', body.text] : []),
  ];
}

function authWords(auth: CurlAuth): string {
  switch (auth.kind) {
    case 'bearer':
      return 'a bearer token';
    case 'awsSigV4':
      return `AWS signature ${auth.scope} as ${auth.accessKeyId}`;
    default:
      return `${auth.kind === 'any' ? 'whatever the server takes' : auth.kind} as ${auth.username || 'nobody'}`;
  }
}

function bodyLines(body: Exclude<CurlContent, { kind: 'text' }>): string[] {
  if (body.kind === 'file')
    return [`  The body is the file ${body.file}${body.isStripped ? ' without its line breaks' : ''}`];
  return body.fields.map(({ name, value, file }) => `  ${name} = ${file === null ? value : `@${file}`}`);
}

const noCommand = () =>
  commandFault('USAGE', 'This is no curl command.', {
    todo: `Give the whole command as one word in quotes, or - to read it from the input: patchbay curl 'curl https://…'`,
  });

const noAddress = () => commandFault('USAGE', 'The command has no URL.', { todo: 'Add the address that it sends to.' });
