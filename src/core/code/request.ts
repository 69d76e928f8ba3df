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
