import { shellQuoted } from '../curl/writeCurl.ts';
import {
  fileNameOf,
  headersByName,
  partedType,
  settableHeaders,
  type WrittenPart,
  type WrittenRequest,
} from './request.ts';
import { doubleQuoted, indented, powerShellQuoted, rubyQuoted, singleQuoted } from './texts.ts';

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
  if (body?.kind === 'text') content = q(body.text);
  if (body?.kind === 'file') {
    const { made, used } = file(body.fileName);
    before.push(...made, ...(made.length > 0 ? [''] : []));
    content = used;
  }
  if (body?.kind === 'parts') {
    before.push('const form = new FormData();', ...body.parts.flatMap((part) => formPart(part, file)), '');
    content = 'form';
  }
  const isRepeated = headersByName(request).length < headers.length;
  const pairs = headers.map(({ name, value }) =>
    isRepeated ? `[${q(name)}, ${q(value)}],` : `${q(name)}: ${q(value)},`,
  );
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

export function phpCode(request: WrittenRequest): string {
  const s = singleQuoted;
  const { method, url, body, redirects } = request;
  const lines = settableHeaders(request).map(({ name, value }) => s(value === '' ? `${name};` : `${name}: ${value}`));
  const untyped = body?.kind === 'text' && !settableHeaders(request).some(({ name }) => /^content-type$/i.test(name));
  const headers = [...lines, ...(untyped ? [s('Content-Type:')] : [])].map((line) => `${line},`);
  const content = {
    text: () => (body?.kind === 'text' ? [`CURLOPT_POSTFIELDS => ${s(body.text)},`] : []),
    file: () => (body?.kind === 'file' ? [`CURLOPT_POSTFIELDS => file_get_contents(${s(body.fileName)}),`] : []),
    parts: () =>
      body?.kind === 'parts' ? ['CURLOPT_POSTFIELDS => [', ...indented(body.parts.map(phpPart), '    '), '],'] : [],
  };
  return [
    '<?php',
    '',
    `$curl = curl_init(${s(url)});`,
    'curl_setopt_array($curl, [',
    ...indented(
      [
        `CURLOPT_CUSTOMREQUEST => ${s(method)},`,
        ...(method === 'HEAD' ? ['CURLOPT_NOBODY => true,'] : []),
        ...(headers.length === 0 ? [] : ['CURLOPT_HTTPHEADER => [', ...indented(headers, '    '), '],']),
        ...(body === null ? [] : content[body.kind]()),
        ...(redirects === null ? [] : ['CURLOPT_FOLLOWLOCATION => true,', `CURLOPT_MAXREDIRS => ${redirects},`]),
        'CURLOPT_RETURNTRANSFER => true,',
      ],
      '    ',
    ),
    ']);',
    '$response = curl_exec($curl);',
    "echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE), ' ', $response, PHP_EOL;",
  ].join('\n');
}

function phpPart(part: WrittenPart): string {
  const s = singleQuoted;
  const { name, text, contentType } = part;
  const type = contentType === null ? '' : `, ${s(contentType)}`;
  if (text === null) return `${s(name)} => new CURLFile(${s(fileNameOf(part))}${type}),`;
  if (part.fileName === null && contentType === null) return `${s(name)} => ${s(text)},`;
  return `${s(name)} => new CURLStringFile(${s(text)}, ${s(part.fileName ?? '')}${type}),`;
}

export function rubyCode(request: WrittenRequest): string {
  const s = rubyQuoted;
  const { method, url, body } = request;
  const parts = body?.kind === 'parts' ? body.parts.map((part) => `${rubyPart(part)},`) : [];
  return [
    "require 'net/http'",
    "require 'uri'",
    '',
    `uri = URI(${s(url)})`,
    `request = Net::HTTPGenericRequest.new(${s(method)}, ${body !== null}, ${method !== 'HEAD'}, uri)`,
    ...headersByName(request).map(({ name, value }) => `request[${s(name)}] = ${s(value)}`),
    ...(body?.kind === 'text' ? [`request.body = ${s(body.text)}`] : []),
    ...(body?.kind === 'file' ? [`request.body = File.binread(${s(body.fileName)})`] : []),
    ...(body?.kind === 'parts' ? ['request.set_form([', ...indented(parts), "], 'multipart/form-data')"] : []),
    '',
    "response = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https') { |http| http.request(request) }",
    'puts response.code, response.body',
  ].join('\n');
}

function rubyPart(part: WrittenPart): string {
  const s = rubyQuoted;
  const { name, text, contentType, fileName } = part;
  const type = contentType === null ? [] : [`content_type: ${s(contentType)}`];
  const file = fileName === null ? [] : [`filename: ${s(fileName)}`];
  const options = [...file, ...type];
  const content = text === null ? `File.open(${s(fileNameOf(part))})` : s(text);
  return `[${s(name)}, ${content}${options.length === 0 ? '' : `, { ${options.join(', ')} }`}]`;
}

export function powerShellCode(request: WrittenRequest): string {
  const p = powerShellQuoted;
  const { method, url, body, redirects } = request;
  const { type, others } = partedType(headersByName(request));
  const usual = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'].includes(method);
  const headers = others.map(({ name, value }) => `${p(name)} = ${p(value)}`);
  const parts =
    body?.kind === 'parts'
      ? body.parts.map(
          (part) =>
            `${p(part.name)} = ${part.text === null ? `Get-Item -LiteralPath ${p(fileNameOf(part))}` : p(part.text)}`,
        )
      : [];
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

/** HTTPie 3. */
export function httpieCode(request: WrittenRequest): string {
  const { method, url, body, redirects } = request;
  const headers = headersByName(request).map(({ name, value }) =>
    shellQuoted(value === '' ? `${name};` : `${name}:${value}`),
  );
  const parts = body?.kind === 'parts' ? body.parts.map((part) => shellQuoted(httpiePart(part))) : [];
  const options = [
    ...(body?.kind === 'file' ? [] : ['--ignore-stdin']),
    ...(redirects === null ? [] : ['--follow', `--max-redirects=${redirects}`]),
    ...(body?.kind === 'parts' ? ['--multipart'] : []),
    ...(body?.kind === 'text' ? [`--raw=${shellQuoted(body.text)}`] : []),
  ];
  const words = [`http ${[...options, method, shellQuoted(url)].join(' ')}`, ...headers, ...parts];
  return `${words.join(' \\\n  ')}${body?.kind === 'file' ? ` \\\n  < ${shellQuoted(body.fileName)}` : ''}`;
}

/** A backslash takes its meaning from what separates a name from a value. */
function httpiePart(part: WrittenPart): string {
  const name = part.name.replace(/[\\:=@]/g, '\\$&');
  if (part.text !== null) return `${name}=${part.text}`;
  return `${name}@${fileNameOf(part)}${part.contentType === null ? '' : `;type=${part.contentType}`}`;
}
