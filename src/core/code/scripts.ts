import { shellQuoted } from '../curl/writeCurl.ts';
import {
  fileNameOf,
  fitsForm,
  headersByName,
  isUntyped,
  partedType,
  partLines,
  settableHeaders,
  type WrittenPart,
  type WrittenRequest,
} from './request.ts';
import { doubleQuoted, indented, powerShellQuoted } from './texts.ts';

const q = doubleQuoted;

/** The Fetch standard, as browsers and other runtimes have it. */
export function fetchCode(request: WrittenRequest): string {
  return fetched(request, {
    file: (name) => ({
      made: [`// ${q(name)}, as an <input type="file"> gives it.`, 'const file = input.files[0];'],
      used: 'file',
    }),
    imports: [],
  });
}

/** The fetch of Node 20 and newer, with files from disk. */
export function nodeCode(request: WrittenRequest): string {
  const reads =
    request.body?.kind === 'file' ||
    (request.body?.kind === 'parts' && request.body.parts.some(({ text }) => text === null));
  return fetched(request, {
    file: (name) => ({ made: [], used: `await openAsBlob(${q(name)})` }),
    imports: reads ? ["import { openAsBlob } from 'node:fs';", ''] : [],
  });
}

interface FileWays {
  readonly file: (name: string) => { readonly made: readonly string[]; readonly used: string };
  readonly imports: readonly string[];
}

function fetched(request: WrittenRequest, { file, imports }: FileWays): string {
  const { method, url, body, redirects } = request;
  const headers = settableHeaders(request);
  const before: string[] = [];
  let content: string | null = null;
  // Of a text, fetch says a type by itself.
  if (body?.kind === 'text') content = isUntyped(request) ? `new TextEncoder().encode(${q(body.text)})` : q(body.text);
  if (body?.kind === 'file') {
    const { made, used } = file(body.fileName);
    before.push(...made, ...(made.length > 0 ? [''] : []));
    content = used;
  }
  const isOwn = body?.kind === 'parts' && !body.parts.every(fitsForm);
  if (body?.kind === 'parts') {
    const made = isOwn
      ? ownForm(body.parts, file)
      : ['const form = new FormData();', ...body.parts.flatMap((part) => formPart(part, file))];
    before.push(...made, '');
    content = 'form';
  }
  const isRepeated = headersByName(request).length < headers.length;
  const pairs = headers.map(({ name, value }) =>
    isRepeated ? `[${q(name)}, ${q(value)}],` : `${q(name)}: ${q(value)},`,
  );
  const type = '"multipart/form-data; boundary=" + boundary';
  if (isOwn) pairs.push(isRepeated ? `["Content-Type", ${type}],` : `"Content-Type": ${type},`);
  return [
    ...imports,
    ...before,
    `const response = await fetch(${q(url)}, {`,
    ...indented([
      ...(method === 'GET' ? [] : [`method: ${q(method)},`]),
      ...(pairs.length === 0
        ? []
        : [isRepeated ? 'headers: [' : 'headers: {', ...indented(pairs), isRepeated ? '],' : '},']),
      ...(content === null ? [] : [`body: ${content},`]),
      ...(redirects === null ? [`redirect: 'manual',`] : []),
    ]),
    '});',
    'console.log(response.status, await response.text());',
  ].join('\n');
}

/** A form that FormData cannot say, as it goes over the wire. */
function ownForm(parts: readonly WrittenPart[], file: FileWays['file']): string[] {
  const made: string[] = [];
  const pieces = parts.flatMap((part) => {
    const ways = part.text === null ? file(fileNameOf(part)) : { made: [], used: q(part.text) };
    made.push(...ways.made);
    return [
      '"--" + boundary + "\\r\\n",',
      `${q(`${partLines(part).join('\r\n')}\r\n\r\n`)},`,
      `${ways.used},`,
      '"\\r\\n",',
    ];
  });
  return [
    'const boundary = crypto.randomUUID();',
    ...made,
    'const form = new Blob([',
    ...indented([...pieces, '"--" + boundary + "--\\r\\n",']),
    ']);',
  ];
}

function formPart(part: WrittenPart, file: FileWays['file']): string[] {
  const { name, text, contentType } = part;
  const options = contentType === null ? '' : `, { type: ${q(contentType)} }`;
  if (text === null) {
    const { made, used } = file(fileNameOf(part));
    return [...made, `form.append(${q(name)}, new Blob([${used}]${options}), ${q(fileNameOf(part))});`];
  }
  if (part.fileName === null && contentType === null) return [`form.append(${q(name)}, ${q(text)});`];
  return [
    `form.append(${q(name)}, new Blob([${q(text)}]${options})${part.fileName === null ? '' : `, ${q(part.fileName)}`});`,
  ];
}

export const requestsCode = (request: WrittenRequest): string => python(request, 'requests');
export const httpxCode = (request: WrittenRequest): string => python(request, 'httpx');

function python(request: WrittenRequest, library: 'requests' | 'httpx'): string {
  const { method, url, body, redirects } = request;
  const headers = headersByName(request).map(({ name, value }) => `${q(name)}: ${pythonHeader(value)},`);
  const content = library === 'requests' ? 'data' : 'content';
  const follows =
    library === 'requests'
      ? redirects === null && 'allow_redirects=False,'
      : redirects !== null && 'follow_redirects=True,';
  return [
    `import ${library}`,
    '',
    `response = ${library}.request(`,
    ...indented(
      [
        `${q(method)},`,
        `${q(url)},`,
        ...(headers.length === 0 ? [] : ['headers={', ...indented(headers, '    '), '},']),
        ...(body?.kind === 'text' ? [`${content}=${q(body.text)}.encode(),`] : []),
        ...(body?.kind === 'file' ? [`${content}=open(${q(body.fileName)}, "rb"),`] : []),
        ...(body?.kind === 'parts' ? ['files=[', ...indented(body.parts.map(pythonPart), '    '), '],'] : []),
        ...(follows === false ? [] : [follows]),
      ],
      '    ',
    ),
    ')',
    'print(response.status_code, response.text)',
  ].join('\n');
}

/** Beyond ASCII only bytes go out unchanged. */
const pythonHeader = (value: string): string => (/^[\x20-\x7e]*$/.test(value) ? q(value) : `${q(value)}.encode()`);

function pythonPart(part: WrittenPart): string {
  const { name, fileName, text, contentType, headers } = part;
  const content = text === null ? `open(${q(fileNameOf(part))}, "rb")` : `${q(text)}.encode()`;
  const more = headers.map(({ name: header, value }) => `${q(header)}: ${q(value)}`).join(', ');
  const type = contentType === null ? (more === '' ? '' : ', None') : `, ${q(contentType)}`;
  const file = text === null || fileName !== null ? q(fileNameOf(part)) : 'None';
  return `(${q(name)}, (${file}, ${content}${type}${more === '' ? '' : `, {${more}}`})),`;
}

export function powerShellCode(request: WrittenRequest): string {
  const p = powerShellQuoted;
  const { method, url, body, redirects } = request;
  const { type, others } = partedType(headersByName(request));
  const usual = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'].includes(method);
  const headers = others.map(({ name, value }) => `${p(name)} = ${p(value)}`);
  const parts = body?.kind === 'parts' ? powerShellParts(body.parts) : [];
  return [
    '$request = @{',
    ...indented([
      `Uri = ${p(url)}`,
      `${usual ? 'Method' : 'CustomMethod'} = ${p(method)}`,
      ...(headers.length === 0 ? [] : ['Headers = @{', ...indented(headers), '}']),
      ...(type === null ? [] : [`ContentType = ${p(type)}`]),
      ...(body?.kind === 'text' ? [`Body = [Text.Encoding]::UTF8.GetBytes(${p(body.text)})`] : []),
      ...(body?.kind === 'file' ? [`InFile = ${p(body.fileName)}`] : []),
      ...(body?.kind === 'parts' ? ['Form = @{', ...indented(parts), '}'] : []),
      `MaximumRedirection = ${redirects ?? 0}`,
      'SkipHeaderValidation = $true',
      'SkipHttpErrorCheck = $true',
    ]),
    '}',
    '$response = Invoke-WebRequest @request',
    '$response.StatusCode',
    '$response.Content',
  ].join('\n');
}

/** A name stands once in a hash table, with a list of what goes under it. */
function powerShellParts(parts: readonly WrittenPart[]): string[] {
  const p = powerShellQuoted;
  const of = (part: WrittenPart) =>
    part.text === null ? `(Get-Item -LiteralPath ${p(fileNameOf(part))})` : p(part.text);
  return [...Map.groupBy(parts, ({ name }) => name)].map(
    ([name, same]) => `${p(name)} = ${same.length === 1 ? same.map(of).join('') : `@(${same.map(of).join(', ')})`}`,
  );
}

/** HTTPie 3. */
export function httpieCode(request: WrittenRequest): string {
  const { method, url, body, redirects } = request;
  const headers = headersByName(request).map(({ name, value }) =>
    shellQuoted(value === '' ? `${name};` : `${name}:${httpieValue(value)}`),
  );
  const parts = body?.kind === 'parts' ? body.parts : [];
  const piped = body?.kind === 'text' && body.text.length > longestWord / 3 ? body.text : null;
  const options = [
    ...(body?.kind === 'file' || piped !== null ? [] : ['--ignore-stdin']),
    ...(redirects === null ? [] : ['--follow', `--max-redirects=${redirects}`]),
    ...(body?.kind === 'parts' ? ['--multipart'] : []),
    ...(body?.kind === 'text' && piped === null ? [`--raw=${shellQuoted(body.text)}`] : []),
  ];
  const words = [
    `http ${[...options, method, shellQuoted(url)].join(' ')}`,
    ...headers,
    ...(isUntyped(request) ? ['Content-Type:'] : []),
    ...parts.map((part) => shellQuoted(httpiePart(part))),
  ];
  const said = parts.some((part) => part.text !== null && (!fitsForm(part) || part.fileName !== null))
    ? '# HTTPie cannot say the type, the file name or the headers of a part that is a text; they are left out.\n'
    : '';
  const before = piped === null ? said : `printf '%s' ${shellQuoted(piped)} | `;
  return `${before}${words.join(' \\\n  ')}${body?.kind === 'file' ? ` \\\n  < ${shellQuoted(body.fileName)}` : ''}`;
}

/** Longer than this in bytes, and a shell may not hand a word over (Linux: 128 KiB each). */
const longestWord = 100_000;

/** A sign that would make another separator of the one before it, and so a file or JSON of what follows. */
const httpieValue = (value: string): string => value.replace(/^[=@]/, '\\$&');

/** A backslash takes its meaning from what separates a name from a value. */
function httpiePart(part: WrittenPart): string {
  const name = part.name.replace(/[:;=@]/g, '\\$&');
  if (part.text !== null) return `${name}=${httpieValue(part.text)}`;
  return `${name}@${fileNameOf(part)}${part.contentType === null ? '' : `;type=${part.contentType}`}`;
}
