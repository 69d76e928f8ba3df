import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import { exchangeId } from '#contract/common.ts';
import type { ContractChoice, ContractFinding, ContractResult } from '#contract/contracts.ts';
import { Fault } from '#contract/fault.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import { type RequestDraft, requestDraft } from '#contract/requests.ts';
import type { FoundValues } from '#core/contracts/foundValues.ts';
import { judgeAnswer } from '#core/contracts/judge.ts';
import { isJson } from '#core/http/mediaType.ts';
import { fitsSchema } from '#core/jsonSchema/fits.ts';
import { sampleRequest } from '#core/openapi/sampleRequest.ts';
import type { Probed } from '#main/domains/requests/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { uuidv7 } from '#main/store/index.ts';
import type { ContractsContext } from '../context.ts';

type Choice = Pick<
  ContractChoice,
  'integrationId' | 'connectionId' | 'server' | 'timeoutSeconds' | 'environmentId' | 'headers' | 'includeUnsafe'
>;

/** Sends one operation with generated values, and says how its answer keeps the definition. Rejects where it is cancelled alone. */
export async function sendOperation(
  context: Pick<ContractsContext, 'definitions' | 'requests'>,
  actor: Actor,
  choice: Choice,
  key: string,
  found: FoundValues,
  signal: AbortSignal,
): Promise<ContractResult> {
  const [method = '', path = ''] = key.split(/ (.*)/s, 2);
  const bare = { key, method, path, status: null, ms: null, note: null, valuesFrom: [], exchangeId: null };
  try {
    const detail = await context.definitions.describe(actor, { integrationId: choice.integrationId, key });
    return await sendDescribed(context, actor, choice, detail, found, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof Fault)) throw error;
    return { ...bare, outcome: 'noAnswer', findings: [{ kind: 'notSent', message: error.message, pointer: '' }] };
  }
}

async function sendDescribed(
  { requests }: Pick<ContractsContext, 'requests'>,
  actor: Actor,
  choice: Choice,
  detail: OperationDetail,
  found: FoundValues,
  signal: AbortSignal,
): Promise<ContractResult> {
  const { draft, valuesFrom } = draftOf(choice, detail, found);
  const id = exchangeId.parse(uuidv7());
  const findingsOf = (outcome: Probed['outcome']) => findingsOfOutcome(detail, outcome);
  const keeps = (outcome: Probed['outcome']) => !signal.aborted && findingsOf(outcome).length > 0;
  // Values come from the definition and from what the server answered: only what the person wrote is filled in.
  const input = { id, draft, literal: true, headers: headersOf(choice), confirmed: choice.includeUnsafe, keeps };
  const { outcome, recorded } = await requests.probe(actor, input, signal);
  signal.throwIfAborted();
  const findings = findingsOf(outcome);
  const response = 'response' in outcome ? outcome.response : null;
  if (response !== null && response.status < 300 && isJson(response.contentType) && response.body.kind === 'inline')
    learn(found, detail, response.body.data);
  const match = 'response' in outcome ? outcome.schemaMatch : null;
  return {
    key: detail.key,
    method: detail.method,
    path: detail.path,
    outcome: outcomeOf(findings, response !== null, match?.state === 'unchecked'),
    status: response?.status ?? null,
    ms: response === null ? null : Math.round(response.timings.total),
    findings,
    note: match?.state === 'unchecked' ? match.message : null,
    valuesFrom,
    exchangeId: recorded ? id : null,
  };
}

export const headersOf = ({ headers }: Pick<ContractChoice, 'headers'>) =>
  headers.map((each) => ({ ...each, enabled: true, description: '' }));

function outcomeOf(
  findings: readonly ContractFinding[],
  answered: boolean,
  isUnchecked: boolean,
): ContractResult['outcome'] {
  if (!answered) return 'noAnswer';
  if (findings.length > 0) return 'broken';
  return isUnchecked ? 'unchecked' : 'kept';
}

/** What is wrong with what came, or that nothing came. */
function findingsOfOutcome(detail: OperationDetail, outcome: Probed['outcome']): ContractFinding[] {
  if ('fault' in outcome) return [faultFinding(outcome.fault)];
  const { response, schemaMatch } = outcome;
  if (response.fault !== null) return [faultFinding(response.fault)];
  const { status, headers, contentType, body } = response;
  return judgeAnswer(detail, { status, headers, contentType, bodyBytes: body.bytes, schemaMatch });
}

const faultFinding = ({ code, message }: Fault): ContractFinding => ({
  kind: code === 'TIMED_OUT' ? 'timeout' : 'noAnswer',
  message,
  pointer: '',
});

function learn(found: FoundValues, detail: OperationDetail, data: Uint8Array): void {
  try {
    found.learn(detail, JSON.parse(new TextDecoder().decode(data)));
  } catch (error) {
    // What is no JSON was found to differ already.
    if (!(error instanceof SyntaxError)) throw error;
  }
}

/** The request of an operation: samples, and in its path what other operations answered. */
function draftOf(
  { integrationId, connectionId, server, environmentId, timeoutSeconds }: Choice,
  detail: OperationDetail,
  found: FoundValues,
): { draft: RequestDraft; valuesFrom: string[] } {
  const { parameters, body } = sampleRequest(detail);
  const sources = new Set<string>();
  const filled = parameters.map((parameter) => {
    if (parameter.in !== 'path') return parameter;
    const known = found.find(detail.path, parameter.name);
    const schema = detail.parameters.find(({ in: place, name }) => place === 'path' && name === parameter.name)?.schema;
    const fitting = [known?.value, String(known?.value)].find((value) => fitsSchema(value, schema, detail.definitions));
    if (known === undefined || fitting === undefined) return parameter;
    sources.add(known.from);
    return { ...parameter, value: fitting };
  });
  const draft = {
    ...identity(integrationId, detail, connectionId),
    server,
    environmentId,
    parameters: filled,
    body: isBodiless(detail) ? { kind: 'none' } : body,
    timeoutSeconds,
    followRedirects: false,
  };
  return { draft: requestDraft.parse(draft), valuesFrom: [...sources] };
}

const isBodiless = ({ method, requestBody }: OperationDetail): boolean =>
  (method === 'GET' || method === 'HEAD') && requestBody?.required !== true;

const identity = (integrationId: IntegrationId, detail: OperationDetail, connectionId: ConnectionId | null) => ({
  integrationId,
  operationKey: detail.key,
  connectionId: detail.anonymous ? null : connectionId,
  method: detail.method,
  url: detail.path,
});
