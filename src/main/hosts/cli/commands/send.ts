import { randomUUID } from 'node:crypto';
import { exchangeId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { commonFaults } from '#contract/fault.ts';
import type { Integration } from '#contract/integrations.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import type { RequestDraftInput, SentRequest } from '#contract/requests.ts';
import { exitCodes } from '../exitCodes.ts';
import { findConnection, findIntegration, findOperation } from '../find.ts';
import type { Output } from '../output.ts';
import { type BodyOptions, requestBody } from '../requestBody.ts';
import type { Client } from '../withConsole.ts';
import { unlockForCommand } from './vault.ts';

export interface SendOptions extends BodyOptions {
  readonly connection?: string | false;
  readonly param?: readonly string[];
  readonly baseUrl?: string;
  readonly serverVariable?: readonly string[];
  /** A host outside the connection's list that the secret may go to, this once. */
  readonly confirmHost?: string;
  readonly passphraseFile?: string;
}

/** Sends one operation and prints what came back. The exit code says how the server answered. */
export async function send(
  client: Client,
  output: Output,
  wanted: string,
  operation: string,
  options: SendOptions,
): Promise<SentRequest> {
  const integration = await findIntegration(client, wanted);
  const detail = await findOperation(client, integration, operation);
  const connection = await connectionFor(client, output, integration, detail, options.connection);
  if (connection) await unlockForCommand(client, options);
  const draft: RequestDraftInput = {
    integrationId: integration.id,
    operationKey: detail.key,
    connectionId: connection?.id ?? null,
    method: detail.method,
    url: detail.path,
    server: options.baseUrl ?? null,
    serverVariables: Object.fromEntries((options.serverVariable ?? []).map(serverVariable)),
    parameters: (options.param ?? []).map((pair) => parameter(detail, pair)),
    body: await requestBody(detail, options),
    confirmedHost: options.confirmHost ?? null,
  };
  const sent = await client.requests.send({ id: exchangeId.parse(randomUUID()), draft });
  const body = sent.response ? await readBody(client, sent) : null;
  output.result({ ...sent, body }, lines(sent, body));
  process.exitCode = outcome(sent);
  return sent;
}

/** The connection that was asked for, else the default one; none where the operation says that it needs no credentials. */
async function connectionFor(
  client: Client,
  output: Output,
  integration: Integration,
  { anonymous, key }: OperationDetail,
  wanted: SendOptions['connection'],
): Promise<Connection | undefined> {
  if (wanted === false) return undefined;
  if (wanted !== undefined || !anonymous) return findConnection(client, integration, wanted);
  output.note(`${key} needs no credentials, so none are sent; --connection sends one all the same.`);
  return undefined;
}

function serverVariable(pair: string): [name: string, value: string] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
  if (name === undefined || value === undefined) throw wrongParameter(`${pair} is not name=value.`);
  return [name, value];
}

function outcome({ response, fault }: SentRequest): number {
  if (!response || fault !== null) return exitCodes.noAnswer;
  return response.status < 400 ? exitCodes.ok : exitCodes.errorAnswer;
}

function parameter(detail: OperationDetail, pair: string): RequestDraftInput['parameters'][number] {
  const [, place, name, value] = /^(?:(path|query|header|cookie):)?([^=]+)=(.*)$/s.exec(pair) ?? [];
  const known = detail.parameters.find((each) => each.name === name && (place === undefined || each.in === place));
  if (name === undefined || value === undefined) throw wrongParameter(`${pair} is not name=value.`);
  const where = place ?? known?.in;
  if (where === undefined || where === 'querystring') {
    throw wrongParameter(`${detail.key} has no parameter ${name}; write query:${name}=… to send it all the same.`);
  }
  return { name, in: where as 'path' | 'query' | 'header' | 'cookie', value };
}

const wrongParameter = (message: string) => commonFaults.fault('INVALID', message, { kept: 'Nothing was sent.' });

async function readBody(client: Client, { id, response }: SentRequest): Promise<string> {
  const as = response?.textual ? ('text' as const) : ('base64' as const);
  let all = '';
  for (let offset: number | null = 0; offset !== null; ) {
    const piece: { data: string; next: number | null } = await client.requests.body({
      id,
      offset,
      length: 3_000_000,
      as,
    });
    all += piece.data;
    offset = piece.next;
  }
  return all;
}

function lines({ method, url, response, fault, timings }: SentRequest, body: string | null): string[] {
  if (!response) return [`${method} ${url}`, fault?.message ?? 'No answer came.', ...(fault?.todo ? [fault.todo] : [])];
  return [
    `${method} ${url}`,
    `${response.status} ${response.statusText} · ${Math.round(timings?.total ?? 0)} ms · ${response.bytes} bytes · ${response.schemaMatch.message}`,
    ...(fault === null ? [] : [fault.message, ...(fault.kept ? [fault.kept] : [])]),
    ...response.notes,
    ...response.headers.map(({ name, value }) => `${name}: ${value}`),
    '',
    ...(body ? [body] : []),
    ...(response.trailers.length > 0 ? ['', ...response.trailers.map(({ name, value }) => `${name}: ${value}`)] : []),
  ];
}
