import { randomUUID } from 'node:crypto';
import type { Connection } from '#contract/connections.ts';
import type { Integration } from '#contract/integrations.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import type { RequestDraftInput, SentRequest } from '#contract/requests.ts';
import { counted } from '#core/counted.ts';
import type { Client, CommandConsole } from '../commandConsole.ts';
import { commandFault } from '../commandFault.ts';
import { exitCodes } from '../exitCodes.ts';
import { findConnection, findIntegration, findOperation, findSaved } from '../find.ts';
import type { Output } from '../output.ts';
import type { BodyOptions } from '../requestBody.ts';
import { requireNewNode } from '../withConsole.ts';
import { unlockedWhereNeeded, unlockForCommand } from './vault.ts';

/** What can be said to any request. */
export interface SendingOptions {
  readonly connection?: string | false;
  /** A host outside the connection's list that the secret may go to, this once. */
  readonly confirmHost?: string;
  /** SHA-256 of a certificate that is accepted from now on where it is met, although it is not trusted. */
  readonly acceptCertificate?: string;
  readonly passphraseFile?: string;
}

export interface SendOptions extends BodyOptions, SendingOptions {
  readonly param?: readonly string[];
  readonly baseUrl?: string;
  readonly serverVariable?: readonly string[];
}

/** Sends one operation and prints what came back. The exit code says how the server answered. */
export async function send(
  console: CommandConsole,
  output: Output,
  wanted: string,
  operation: string,
  options: SendOptions,
): Promise<SentRequest> {
  // Numbers of a body are read as they are written (`parseExact`), which older ones cannot.
  if (hasBody(options)) requireNewNode();
  const { client } = console;
  const integration = await findIntegration(client, wanted);
  const detail = await findOperation(client, integration, operation);
  const connection = await connectionFor(client, output, integration, detail, options.connection);
  if (connection) await unlockForCommand(console, options);
  const draft: RequestDraftInput = {
    integrationId: integration.id,
    operationKey: detail.key,
    connectionId: connection?.id ?? null,
    method: detail.method,
    url: detail.path,
    server: options.baseUrl ?? null,
    serverVariables: Object.fromEntries((options.serverVariable ?? []).map(serverVariable)),
    parameters: (options.param ?? []).map((pair) => parameter(detail, pair)),
    body: await bodyOf(detail, options, console),
    confirmedHost: options.confirmHost ?? null,
  };
  // What was read from stdin is not there again for a console of the command's own.
  const canBeginAgain = options.body !== '-' || !console.isShared;
  const mayOpen: typeof unlockedWhereNeeded = canBeginAgain
    ? unlockedWhereNeeded
    : (_console, _options, work) => work();
  return mayOpen(console, options, () => sendDraft(client, output, draft, options));
}

/** Sends a saved request as it is. */
export async function sendSaved(
  console: CommandConsole,
  output: Output,
  name: string,
  options: SendingOptions,
): Promise<SentRequest> {
  const { client } = console;
  const { draft } = await findSaved(client, name);
  const connectionId = await connectionInstead(client, draft, options.connection);
  const sent = { ...draft, connectionId, confirmedHost: options.confirmHost ?? null };
  return unlockedWhereNeeded(console, options, () => sendDraft(client, output, sent, options));
}

/** The connection of a saved request, or the one that is asked for in its place. */
async function connectionInstead(
  client: Client,
  { integrationId, connectionId }: RequestDraftInput,
  wanted: SendingOptions['connection'],
): Promise<RequestDraftInput['connectionId']> {
  if (wanted === false) return null;
  if (wanted === undefined) return connectionId;
  if (integrationId === null)
    throw wrongParameter('This request belongs to no integration, so it can’t use a connection.');
  return (await findConnection(client, await client.integrations.get({ id: integrationId }), wanted))?.id ?? null;
}

const hasBody = ({ body, form = [] }: BodyOptions): boolean => body !== undefined || form.length > 0;

/** Reading a body loads what reads definitions; most requests have none. */
async function bodyOf(
  detail: OperationDetail,
  options: BodyOptions,
  { keepFile }: CommandConsole,
): Promise<RequestDraftInput['body']> {
  if (!hasBody(options)) return { kind: 'none' };
  return (await import('../requestBody.ts')).requestBody(detail, options, keepFile);
}

async function sendDraft(
  client: Client,
  output: Output,
  draft: RequestDraftInput,
  { acceptCertificate }: SendingOptions,
): Promise<SentRequest> {
  const first = await client.requests.send({ id: randomUUID(), draft });
  const isAccepted = acceptCertificate !== undefined && (await accept(client, output, first, acceptCertificate));
  const sent = isAccepted ? await client.requests.send({ id: randomUUID(), draft }) : first;
  const body = sent.response ? await readBody(client, sent) : null;
  output.result({ ...sent, body }, lines(sent, body));
  process.exitCode = outcome(sent);
  return sent;
}

/**
 * Keeps an exception for the certificate that was met, where it is the one that the person named: for its host and port and no other, as
 * Settings, Network does. False where there is nothing to accept.
 */
async function accept(client: Client, output: Output, { fault }: SentRequest, wanted: string): Promise<boolean> {
  const met = fault?.certificate ?? null;
  if (met === null) return false;
  const [place = '', fingerprint = ''] = met.split(' ');
  if (plain(fingerprint) !== plain(wanted)) {
    output.note(`${place} showed another certificate than the one that --accept-certificate names.`);
    return false;
  }
  const { network } = await client.settings.get();
  const known = network.certificateExceptions;
  await client.settings.update({
    network: { certificateExceptions: [...known.filter((each) => each !== met), met] },
    expected: { 'network.certificateExceptions': known },
  });
  output.note(`The certificate of ${place} is accepted from now on; Settings, Network lists it.`);
  return true;
}

/** A fingerprint whatever way it is written. */
const plain = (fingerprint: string): string => fingerprint.replaceAll(/[:\s]/g, '').toUpperCase();

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
  const [, place, name, value] = /^(?:(path|query|querystring|header|cookie):)?([^=]+)=(.*)$/s.exec(pair) ?? [];
  const known = detail.parameters.find((each) => each.name === name && (place === undefined || each.in === place));
  if (name === undefined || value === undefined) throw wrongParameter(`${pair} is not name=value.`);
  const where = place ?? known?.in;
  if (where === undefined) {
    throw wrongParameter(`${detail.key} has no parameter ${name}; write query:${name}=… to send it all the same.`);
  }
  return { name, in: where as NonNullable<typeof known>['in'], value };
}

const wrongParameter = (message: string) => commandFault('USAGE', message, { kept: 'Nothing was sent.' });

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
  if (!response)
    return [
      `${method} ${url}`,
      fault?.message ?? 'No response.',
      ...(fault?.todo ? [fault.todo] : []),
      ...(fault?.certificate ? certificateAdvice(fault.certificate) : []),
    ];
  return [
    `${method} ${url}`,
    `${response.status} ${response.statusText} · ${Math.round(timings?.total ?? 0)} ms · ${counted(response.bytes, 'byte')} · ${response.schemaMatch.message}`,
    ...(fault === null ? [] : [fault.message, ...(fault.kept ? [fault.kept] : [])]),
    ...response.notes,
    ...response.headers.map(({ name, value }) => `${name}: ${value}`),
    '',
    ...(body ? [body] : []),
    ...(response.trailers.length > 0 ? ['', ...response.trailers.map(({ name, value }) => `${name}: ${value}`)] : []),
  ];
}

function certificateAdvice(certificate: string): string[] {
  const [place = '', fingerprint = ''] = certificate.split(' ');
  return [
    `The SHA-256 fingerprint of its certificate is ${fingerprint}.`,
    `If the owner of ${place} confirms it, --accept-certificate ${fingerprint} accepts it and sends again.`,
  ];
}
