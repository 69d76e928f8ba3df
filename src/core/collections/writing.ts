import { isForm, multipartForm, urlEncodedForm } from '../http/mediaType.ts';
import type { PortableFile } from './documents.ts';
import type { Place } from './notes.ts';
import type {
  PortableAuth,
  PortableBody,
  PortableField,
  PortableGroup,
  PortableNote,
  PortableRequest,
  PortableVariable,
} from './portable.ts';

/** What a writer makes: files with relative paths, and what their format could not hold. */
export interface WrittenFiles {
  readonly files: readonly PortableFile[];
  readonly notes: readonly PortableNote[];
}

/** A name that every file system takes, at most 80 characters. */
export function safeFileName(name: string): string {
  const plain = name
    // biome-ignore lint/suspicious/noControlCharactersInRegex: file systems refuse them.
    .replace(/[\\/:*?"<>|\u0000-\u001f\u007f]+/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80)
    .replace(/^[. ]+|[. ]+$/g, '');
  const isReserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(plain);
  return plain === '' || isReserved ? `${plain || 'Untitled'}_` : plain;
}

/** A description, where there is one. */
export const described = (description: string) => (description === '' ? {} : { description });

/** The value of a variable in a file: never that of a secret. */
export const writtenValue = ({ secret, value }: PortableVariable): string => (secret ? '' : value);

/** Notes which secrets go without their values. */
export function noteSecrets(variables: readonly PortableVariable[], place: Place): void {
  for (const { name, secret, value } of variables) {
    if (secret && value !== '') place.say(`The value of the secret variable “${name}” was left out.`);
  }
}

/** A bearer token with another word before it is written as a header, which every tool has. */
export function plainAuth(auth: PortableAuth): PortableAuth {
  if (auth.kind !== 'bearer' || auth.prefix === 'Bearer') return auth;
  return { kind: 'apiKey', in: 'header', name: 'Authorization', value: `${auth.prefix} ${auth.token}`.trim() };
}

/** The authentication that counts: the nearest one that says something. */
export function effectiveAuth(auth: PortableAuth, groups: readonly PortableGroup[]): PortableAuth {
  if (auth.kind !== 'inherit') return auth;
  return [...groups].reverse().find((group) => group.auth.kind !== 'inherit')?.auth ?? { kind: 'none' };
}

const isOn = ({ enabled }: { readonly enabled: boolean }): boolean => enabled;

/** The headers that groups send with every request below, those nearer first; none that the request names itself. */
export function inheritedHeaders(request: PortableRequest, groups: readonly PortableGroup[]): PortableField[] {
  const used = new Set(request.parameters.filter((each) => each.in === 'header' && each.enabled).map(lowerName));
  const inherited: PortableField[] = [];
  for (const { headers } of [...groups].reverse()) {
    const more = headers.filter((header) => header.enabled && !used.has(lowerName(header)));
    inherited.push(...more);
    for (const header of more) used.add(lowerName(header));
  }
  return inherited;
}

const lowerName = ({ name }: { readonly name: string }): string => name.trim().toLowerCase();

/** `a=1; b=2` of the cookies that are written by hand; null without any. */
export function cookieLine(request: PortableRequest): string | null {
  const cookies = request.parameters.filter((each) => each.in === 'cookie').filter(isOn);
  return cookies.length === 0 ? null : cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** Whether a header of the request itself names the type of its body. */
export const namesContentType = (request: PortableRequest): boolean =>
  request.parameters.some((each) => each.in === 'header' && each.enabled && lowerName(each) === 'content-type');

/** Whether a body of fields is written as multipart: its type says so, or a file is among them. */
export function isMultipart(body: Extract<PortableBody, { kind: 'form' }>): boolean {
  if (!isForm(body.mediaType)) return body.fields.some(({ file }) => file !== undefined);
  return !body.mediaType.toLowerCase().startsWith(urlEncodedForm);
}

/** The type that fields are sent as where nothing is said. */
export const usualFormType = (body: Extract<PortableBody, { kind: 'form' }>): string =>
  isMultipart(body) ? multipartForm : urlEncodedForm;
