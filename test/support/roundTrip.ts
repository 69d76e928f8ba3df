import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { exchangeId, type IntegrationId } from '#contract/common.ts';
import { uploadPartBytes } from '#contract/definitions.ts';
import type { OperationDetail, SecurityScheme } from '#contract/openapi.ts';
import type { RequestDraftInput, SentRequest } from '#contract/requests.ts';
import { isObject, type JsonObject, objectAt } from '#core/json/value.ts';
import { parseDefinition } from '#core/openapi/index.ts';
import { sampleRequest } from '#core/openapi/sampleRequest.ts';
import { uuidv7 } from '#main/store/index.ts';
import { violationsOf } from './prism.ts';
import { type Client, temporaryFolder } from './testConsole.ts';

/** A document of a file, as it was parsed. */
export function readDefinition(file: string): JsonObject {
  const { document } = parseDefinition(readFileSync(file));
  if (!isObject(document)) throw new Error(`${file} is no definition`);
  return document;
}

/** Imports a document as an integration of its name. */
export async function importDocument(client: Client, name: string, bytes: Buffer): Promise<IntegrationId> {
  const { uploadId } = await client.definitions.beginUpload({ bytes: bytes.length });
  for (let offset = 0; offset < bytes.length; offset += uploadPartBytes) {
    const data = bytes.subarray(offset, offset + uploadPartBytes).toString('base64');
    await client.definitions.uploadPart({ uploadId, offset, data });
  }
  const { id } = await client.definitions.review({ source: { kind: 'upload', uploadId } });
  const fields = { baseUrl: 'http://127.0.0.1:9' };
  return (await client.definitions.apply({ id, target: { kind: 'new', name, fields } })).id;
}

/**
 * A file with the part of a definition that requests are judged by, for Prism: of answers the statuses alone. With the schemas of its
 * answers Prism 5.16 does not begin to serve Stripe's definition within ten minutes.
 * @param change what is written otherwise before
 */
export function requestPart(document: JsonObject, change: (document: JsonObject) => void = () => undefined): string {
  const copy: JsonObject = structuredClone(document);
  change(copy);
  for (const operation of operationsIn(copy)) {
    const statuses = Object.entries(objectAt(operation, 'responses') ?? {});
    Object.assign(operation, {
      responses: Object.fromEntries(statuses.map(([status]) => [status, { description: status }])),
    });
  }
  const file = join(temporaryFolder(), 'definition.json');
  writeFileSync(file, JSON.stringify(withoutUnused(copy)));
  return file;
}

/** A definition without its webhooks, and without the components that only they and answers referred to. */
function withoutUnused({ components, webhooks: _hooks, ...rest }: JsonObject): JsonObject {
  const { schemas = {}, responses: _, examples: __, headers: ___, links: ____, ...others } = { ...Object(components) };
  const used = new Set<string>();
  const waiting = [JSON.stringify([rest, others])];
  for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      waiting.push(JSON.stringify(Reflect.get(Object(schemas), name) ?? null));
    }
  }
  const kept = Object.fromEntries(Object.entries(Object(schemas)).filter(([name]) => used.has(name)));
  return components === undefined ? rest : { ...rest, components: { ...others, schemas: kept } };
}

/** Every operation of a document as it stands there. */
export function operationsIn(document: JsonObject): JsonObject[] {
  const items = Object.values(objectAt(document, 'paths') ?? {}).filter(isObject);
  return items
    .flatMap((item) => Object.values(item).filter((each) => isObject(each) && 'responses' in each))
    .filter(isObject);
}

/** The request that the console makes of an operation, with credentials of the first kind that it takes. */
export function generated(
  integrationId: IntegrationId,
  detail: OperationDetail,
  schemes: readonly SecurityScheme[],
): Omit<RequestDraftInput, 'server'> {
  const { parameters, body } = sampleRequest(detail);
  const { key, method, path } = detail;
  return {
    integrationId,
    operationKey: key,
    connectionId: null,
    method,
    url: path,
    parameters: [...parameters, ...credentials(detail, schemes)],
    body,
  };
}

function credentials(
  { security }: OperationDetail,
  schemes: readonly SecurityScheme[],
): RequestDraftInput['parameters'] {
  const [first = []] = security ?? [];
  const all = first.flatMap((part): RequestDraftInput['parameters'] => {
    const scheme = schemes.find(({ key }) => key === part.scheme);
    if (scheme === undefined) return [];
    if (scheme.type === 'apiKey')
      return [{ name: scheme.parameterName ?? '', in: scheme.in ?? 'header', value: 'some-key-1' }];
    const value = scheme.scheme === 'basic' ? `Basic ${btoa('ada:secret-1')}` : 'Bearer some-token-1';
    return [{ name: 'Authorization', in: 'header', value }];
  });
  // Where two schemes stand in one header, the later says more.
  return [...new Map(all.map((each) => [`${each.in} ${each.name}`, each])).values()];
}

/** What a server made of a request. */
export interface Received {
  readonly status: number | null;
  /** What it found wrong with the request. */
  readonly faults: readonly string[];
  readonly mediaType: string;
  readonly body: string;
}

const problems = /^application\/problem\+json$/;

/** Sends a request as the page does, and reads what the server says of it. */
export async function sendTo(
  client: Client,
  server: string,
  draft: Omit<RequestDraftInput, 'server'>,
): Promise<Received> {
  const sent = await client.requests.send({ id: exchangeId.parse(uuidv7()), draft: { ...draft, server } });
  const { response, fault } = sent;
  if (response === null) return { status: null, faults: [fault?.message ?? 'no answer'], mediaType: '', body: '' };
  const body = await bodyOf(client, sent);
  const mediaType = response.mediaType ?? '';
  const header = response.headers.find(({ name }) => name === 'sl-violations')?.value;
  const isProblem = problems.test(mediaType) && response.status >= 400;
  return { status: response.status, faults: [...violationsOf(header), ...(isProblem ? [body] : [])], mediaType, body };
}

async function bodyOf(client: Client, { id, response }: SentRequest): Promise<string> {
  if (response === null || response.bytes === 0) return '';
  return (await client.requests.body({ id, offset: 0, length: 4_000_000, as: 'text' })).data;
}

/** The name of a definition's file, for messages. */
export const nameOf = (file: string): string => basename(file);
