import {
  fileNameOf,
  fitsForm,
  headersByName,
  isUntyped,
  partLines,
  type WrittenPart,
  type WrittenRequest,
} from './request.ts';
import { indented, rubyQuoted } from './texts.ts';

export function rubyCode(request: WrittenRequest): string {
  const s = rubyQuoted;
  const { method, url, body } = request;
  const parts = body?.kind === 'parts' ? body.parts.map((part) => `${rubyPart(part)},`) : [];
  const isOwn = body?.kind === 'parts' && !body.parts.every(fitsLibrary);
  return [
    "require 'net/http'",
    ...(isOwn ? ["require 'securerandom'"] : []),
    "require 'uri'",
    '',
    `uri = URI(${s(url)})`,
    `request = Net::HTTPGenericRequest.new(${s(method)}, ${body !== null}, ${method !== 'HEAD'}, uri)`,
    ...headersByName(request).map(({ name, value }) => `request[${s(name)}] = ${s(value)}`),
    ...(body?.kind === 'text' ? [`request.body = ${s(body.text)}`] : []),
    ...(body?.kind === 'file' ? [`request.body = File.binread(${s(body.fileName)})`] : []),
    ...(body?.kind === 'parts' && !isOwn
      ? ['request.set_form([', ...indented(parts), "], 'multipart/form-data')"]
      : []),
    ...(isOwn ? rubyForm(body.parts) : []),
    // The library names a type where there is none.
    ...(isUntyped(request) ? ['def request.supply_default_content_type; end'] : []),
    '',
    "response = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https') { |http| http.request(request) }",
    'puts response.code, response.body',
  ].join('\n');
}

/** The library escapes quotes and backslashes in names in a way that few servers read. */
const fitsLibrary = (part: WrittenPart): boolean =>
  fitsForm(part) && !/["\\\r\n]/.test(part.name + (part.fileName ?? ''));

/** A form that the library cannot say, as it goes over the wire. */
function rubyForm(parts: readonly WrittenPart[]): string[] {
  const s = rubyQuoted;
  const pieces = parts.flatMap((part) => [
    '"--#{boundary}\\r\\n",',
    ...partLines(part).map((line) => `${s(line)}, "\\r\\n",`),
    `"\\r\\n", ${part.text === null ? `File.binread(${s(fileNameOf(part))})` : s(part.text)}, "\\r\\n",`,
  ]);
  return [
    'boundary = SecureRandom.hex(16)',
    'request.body = [',
    ...indented([...pieces, '"--#{boundary}--\\r\\n"']),
    '].map(&:b).join',
    'request["Content-Type"] = "multipart/form-data; boundary=#{boundary}"',
  ];
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
