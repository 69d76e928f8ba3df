import type { CurlPart, CurlRequest } from '../curl/writeCurl.ts';
import { essence, multipartForm } from '../http/mediaType.ts';

export type WrittenRequest = CurlRequest;
export type WrittenPart = CurlPart;

type Header = WrittenRequest['headers'][number];

/** The headers that a program sets: not the length, and not the type of a form in parts, whose boundary its library makes. */
export function settableHeaders({ headers, body }: WrittenRequest): Header[] {
  const isForm = body?.kind === 'parts';
  return headers.filter(
    ({ name, value }) =>
      !/^content-length$/i.test(name) && !(isForm && /^content-type$/i.test(name) && essence(value) === multipartForm),
  );
}

/** The same with one value each, for languages that keep them by name (RFC 9110, section 5.3; a cookie has its own sign). */
export function headersByName(request: WrittenRequest): Header[] {
  const joined = new Map<string, Header>();
  for (const { name, value } of settableHeaders(request)) {
    const key = name.toLowerCase();
    const before = joined.get(key);
    const joint = key === 'cookie' ? '; ' : ', ';
    joined.set(key, { name: before?.name ?? name, value: before === undefined ? value : before.value + joint + value });
  }
  return [...joined.values()];
}

/** The content type, and the other headers. */
export function partedType(headers: readonly Header[]): { type: string | null; others: Header[] } {
  const isType = ({ name }: Header) => /^content-type$/i.test(name);
  return { type: headers.find(isType)?.value ?? null, others: headers.filter((header) => !isType(header)) };
}

/** The name that a part gives its file. */
export const fileNameOf = ({ fileName }: WrittenPart): string => fileName ?? 'file';

/** What stands before the content of a part (RFC 7578), with names escaped as the HTML standard does it. */
export function partHeaders(part: WrittenPart): [name: string, value: string][] {
  const escaped = (text: string) => text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const isFile = part.text === null || part.fileName !== null;
  const file = isFile ? `; filename="${escaped(fileNameOf(part))}"` : '';
  const type = part.contentType ?? (isFile ? 'application/octet-stream' : null);
  return [
    ['Content-Disposition', `form-data; name="${escaped(part.name)}"${file}`],
    ...(type === null ? [] : [['Content-Type', type] as [string, string]]),
    ...part.headers.map(({ name, value }): [string, string] => [name, value]),
  ];
}

/** The lines of `partHeaders`, each without its end. */
export const partLines = (part: WrittenPart): string[] => partHeaders(part).map(([name, value]) => `${name}: ${value}`);

/** Whether the form of a library can say a part: one with headers of its own, or with a type and no file, it cannot. */
export const fitsForm = ({ text, fileName, contentType, headers }: WrittenPart): boolean =>
  headers.length === 0 && (text === null || fileName !== null || contentType === null);

/** Whether the body is a text or file whose type nothing names, where a library would add one. */
export const isUntyped = (request: WrittenRequest): boolean =>
  (request.body?.kind === 'text' || request.body?.kind === 'file') &&
  partedType(settableHeaders(request)).type === null;
