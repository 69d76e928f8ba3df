import type { BrunoItem } from '@usebruno/converters';
import type { PortableFolder, PortableRequest } from '#core/collections/portable.ts';

const rows = (list: readonly { name: string; value: string; enabled: boolean }[] = []) =>
  list.map(({ name, value, enabled }) => [name, value, enabled]);

/** Each folder's name and each request as Bruno's own converter has it. */
export function asBruno(items: readonly BrunoItem[]): unknown[] {
  return items.flatMap((item) => {
    if (item.type === 'folder') return [item.name, ...asBruno(item.items ?? [])];
    const { request } = item;
    const headers = rows(request?.headers).filter(([name]) => name !== 'Content-Type');
    return [[item.name, request?.method, headers, request?.body.mode, request?.auth.mode]];
  });
}

const modes = { none: 'none', file: 'file', graphql: 'graphql' } as const;
const kinds = { apiKey: 'apikey', awsSigV4: 'awsv4' } as const;

/** The same of what we have, in Bruno's words. */
export function inBrunosWords(items: readonly (PortableFolder | PortableRequest)[]): unknown[] {
  return items.flatMap((item) => {
    if (item.kind === 'folder') return [item.name, ...inBrunosWords(item.items)];
    const { body, auth } = item;
    const headers = rows(item.parameters.filter((each) => each.in === 'header'));
    const kind = auth.kind === 'apiKey' || auth.kind === 'awsSigV4' ? kinds[auth.kind] : auth.kind;
    return [[item.name, item.method, headers, modeOf(body), kind]];
  });
}

function modeOf(body: PortableRequest['body']): string {
  if (body.kind === 'form') return body.mediaType.startsWith('multipart') ? 'multipartForm' : 'formUrlEncoded';
  if (body.kind !== 'text') return modes[body.kind];
  if (body.mediaType.includes('json')) return 'json';
  return body.mediaType.includes('xml') ? 'xml' : 'text';
}
