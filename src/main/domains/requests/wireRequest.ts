import type { RequestDraft } from '#contract/requests.ts';
import type { WireRequest } from '#main/scripts/index.ts';

type Parameter = RequestDraft['parameters'][number];

/** The request of a draft as scripts see it: variables stand in it as they are written. */
export function wireOf(draft: RequestDraft): WireRequest {
  const query = draft.parameters.filter((each) => each.in === 'query' && each.enabled);
  const pairs = query.map(({ name, value }) => `${name}=${textOf(value)}`).join('&');
  const joiner = pairs === '' ? '' : draft.url.includes('?') ? '&' : '?';
  return {
    method: draft.method,
    url: `${draft.url}${joiner}${pairs}`,
    headers: draft.parameters
      .filter((each) => each.in === 'header')
      .map(({ name, value, enabled }) => ({ name, value: textOf(value), enabled })),
    body: bodyOf(draft.body),
  };
}

const textOf = (value: Parameter['value']): string => (typeof value === 'string' ? value : JSON.stringify(value));

function bodyOf(body: RequestDraft['body']): WireRequest['body'] {
  switch (body.kind) {
    case 'none':
    case 'graphql':
      return body;
    case 'text':
      return { kind: 'text', mediaType: body.mediaType, text: body.text };
    case 'file':
      return { kind: 'file', mediaType: body.mediaType, path: body.name };
    case 'form':
      return {
        kind: 'form',
        mediaType: body.mediaType,
        fields: body.fields.map(({ name, value, enabled, file }) => ({
          name,
          value,
          enabled,
          ...(file && { file: file.name }),
        })),
      };
  }
}

/** The draft with what a script changed of its request. What it left alone stays as it was written. */
export function withWire(draft: RequestDraft, wire: WireRequest): RequestDraft {
  const before = wireOf(draft);
  const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const others = draft.parameters.filter((each) => each.in !== 'header');
  const headers = draft.parameters.filter((each) => each.in === 'header');
  const hasOtherUrl = wire.url !== before.url;
  return {
    ...draft,
    method: wire.method,
    url: hasOtherUrl ? wire.url : draft.url,
    parameters: [
      ...(hasOtherUrl ? others.filter((each) => each.in !== 'query' || !each.enabled) : others),
      ...(isSame(wire.headers, before.headers)
        ? headers
        : wire.headers.map(({ name, value, enabled = true }): Parameter => ({ name, in: 'header', value, enabled }))),
    ],
    body: isSame(wire.body, before.body) ? draft.body : changedBody(draft.body, wire.body),
  };
}

function changedBody(before: RequestDraft['body'], body: WireRequest['body']): RequestDraft['body'] {
  if (body.kind === 'file') return before.kind === 'file' ? { ...before, mediaType: body.mediaType } : before;
  if (body.kind !== 'form') return body;
  const files = before.kind === 'form' ? before.fields : [];
  return {
    kind: 'form',
    mediaType: body.mediaType,
    fields: body.fields.map(({ name, value, enabled = true, file }) => {
      const known = file === undefined ? undefined : files.find((each) => each.file?.name === file)?.file;
      return { name, value, enabled, ...(known && { file: known }) };
    }),
  };
}
