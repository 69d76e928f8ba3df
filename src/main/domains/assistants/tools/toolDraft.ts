import type { ConnectionId, IntegrationId, Json } from '#contract/common.ts';
import type { MediaContent, OperationDetail } from '#contract/openapi.ts';
import { type RequestDraft, requestDraft } from '#contract/requests.ts';
import { encodeBody } from '#core/openapi/index.ts';
import type { ToolArgument, ToolArguments } from './toolArguments.ts';

interface Tool {
  readonly integrationId: IntegrationId;
  readonly connectionId: ConnectionId | null;
  readonly operation: Pick<OperationDetail, 'key' | 'method' | 'path'>;
  readonly arguments: ToolArguments;
}

type Values = Readonly<Record<string, Json>>;

/** The request that a tool's arguments stand for. Throws REQUEST_BODY_INVALID where a body cannot be written in its media type. */
export function toolDraft(
  { integrationId, connectionId, operation, arguments: args }: Tool,
  values: Values,
): RequestDraft {
  const given = args.list.filter(({ name }) => Object.hasOwn(values, name));
  const parameters = given.flatMap(({ name, place, target }) =>
    place === 'field' || place === 'body' ? [] : [{ name: target, in: place, value: values[name] ?? null }],
  );
  return requestDraft.parse({
    ...{ integrationId, connectionId, operationKey: operation.key, method: operation.method, url: operation.path },
    ...{ server: null, parameters, body: bodyOf(args.content, given, values) },
  });
}

function bodyOf(content: MediaContent | null, given: readonly ToolArgument[], values: Values): object {
  const whole = given.find(({ place }) => place === 'body');
  const fields = given.filter(({ place }) => place === 'field');
  if (content === null || (whole === undefined && fields.length === 0)) return { kind: 'none' };
  const value = whole
    ? values[whole.name]
    : Object.fromEntries(fields.map(({ target, name }) => [target, values[name]]));
  const written = encodeBody(content, value);
  if (written.kind === 'text') return { kind: 'text', mediaType: written.contentType, text: written.text };
  const parts = written.parts.map(({ name, text }) => ({ name, value: text }));
  return { kind: 'form', mediaType: 'multipart/form-data', fields: parts };
}
