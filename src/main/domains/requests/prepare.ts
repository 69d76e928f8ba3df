import { randomUUID } from 'node:crypto';
import type { IntegrationId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import { type RequestDraft, requestFaults } from '#contract/requests.ts';
import { createJudge, type Judge } from '#core/http/secretJudge.ts';
import { declaredSecrets, keysOfSchemes } from '#core/openapi/declaredSecrets.ts';
import { unfilledMessage } from '#core/variables/template.ts';
import { destinationsOf, handCredentials, requireUsable } from '#main/domains/connections/index.ts';
import type { VariableScope } from '#main/domains/environments/index.ts';
import { findRecord, type IntegrationRecord, readRecord } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { type Base, buildRequest, methodOf } from './buildRequest.ts';
import { type DraftProblem, warning } from './checks.ts';
import type { PreparedRequest, RequestsContext } from './context.ts';
import { findFiles } from './draftFiles.ts';
import { earlierValue } from './earlier.ts';
import { type FilledDraft, type FillSources, fillAround, fillDraft } from './fillDraft.ts';
import { type GroupDefaults, scriptsFor, withInherited } from './inherit.ts';
import { noValues, type ScriptValues } from './scriptValues.ts';
import { concernsFiles, outgoingOf } from './writeBody.ts';

type Deps = Pick<
  RequestsContext,
  | 'store'
  | 'definitions'
  | 'outbound'
  | 'files'
  | 'variables'
  | 'groupChain'
  | 'now'
  | 'scripts'
  | 'bodiesDir'
  | 'savedNamed'
>;

interface PrepareOptions {
  /** Longest text file that is read. */
  readonly readBytes: number;
  /** `shown`: names stand in for values that are no one's to see, so that nothing is opened or run. */
  readonly values: 'read' | 'shown';
  /** What scripts and captures set, and the data of a run. */
  readonly set?: ScriptValues;
  /** Where it stands, known already: of a collection that is not in the store. */
  readonly standing?: Standing;
  /** The draft's own texts are values: nothing in them is filled in. */
  readonly literal?: boolean | undefined;
  /** Secrets that went into it before, through a script. */
  readonly secrets?: readonly string[];
  readonly signal?: AbortSignal;
}

/** The groups above a request, and the variables that count for it. */
export interface Standing {
  readonly chain: readonly GroupDefaults[];
  readonly scope: VariableScope;
}

/** Reads where a draft stands. Throws NOT_FOUND. */
export function standingOf(
  { store, groupChain, variables }: Pick<RequestsContext, 'store' | 'groupChain' | 'variables'>,
  actor: Actor,
  draft: RequestDraft,
  set?: ScriptValues,
): Standing {
  return {
    chain: draft.groupId === null ? [] : groupChain(store.read, actor, draft.groupId),
    scope: variables.scope(store.read, actor, draft, set),
  };
}

/**
 * Reads what the draft refers to, fills its variables in, and builds its request. Throws NOT_FOUND, FORBIDDEN, and where values are read what
 * that throws.
 */
export async function prepareRequest(
  context: Deps,
  actor: Actor,
  draft: RequestDraft,
  options: PrepareOptions,
): Promise<PreparedRequest> {
  const r = context.store.read;
  const { integrationId, operationKey: key } = draft;
  const integration = integrationId === null ? null : readRecord(r, actor.tenantId, integrationId);
  const { chain, scope } = options.standing ?? standingOf(context, actor, draft, options.set);
  const inherited = withInherited(draft, chain);
  const connection = inherited.connectionId === null ? null : requireUsable(r, actor, inherited.connectionId);
  const operation =
    integrationId === null || key === null ? null : await describeKnown(context, actor, { integrationId, key });
  const judge = judgeOf(context, actor, integration, operation);
  const { files, draft: read } = concernsFiles(draft.body)
    ? await findFiles(context.files, actor.tenantId, draft, options.readBytes)
    : { files: undefined, draft };
  const sources = sourcesOf(context, actor, scope, options);
  const whole = { ...inherited, body: read.body };
  const values = await (options.literal ? fillAround(whole, draft, sources) : fillDraft(whole, sources));
  // Scripts run before the values are read; where values are only shown they have not.
  const later = options.values === 'shown' ? scriptsFor(draft, chain, 'before').map(({ text }) => text) : [];
  const { draft: filled } = values;
  const { auth } = filled;
  const base = integration && baseOf(context, actor, integration, filled, operation);
  const built = buildRequest(filled, operation, base, judge, files, values.target);
  return {
    draft,
    read,
    filled,
    secrets: [...values.secrets, ...(options.secrets ?? [])],
    bodyHasSecrets: values.bodyHasSecrets,
    scope,
    chain,
    built: { ...built, problems: [...built.problems, ...problemsOf(values.unfilled, later)] },
    outgoing: built.body === null ? null : outgoingOf(built.body),
    judge,
    operation,
    integration,
    connection,
    byHand: auth.kind === 'connection' || auth.kind === 'inherit' ? null : handCredentials(auth),
    destinations:
      connection === null || built.url === null
        ? null
        : await destinationsOf(context, actor, connection, { url: built.url, headers: built.headers }),
  };
}

/** What is said of names that have no value; one that a script names may get it there. */
function problemsOf(unfilled: FilledDraft['unfilled'], scripts: readonly string[]): DraftProblem[] {
  return unfilled.map(({ field, name, why }) => {
    const quoted = [`'${name}'`, `"${name}"`, `\`${name}\``];
    const isSet = why === 'unknown' && scripts.some((text) => quoted.some((each) => text.includes(each)));
    const message = isSet ? `A script may set the variable ${name}, once it has run.` : unfilledMessage({ name, why });
    return warning(field, message);
  });
}

/** Stands in for a value that is not to be seen; it is sought and masked as the value would be. */
const standIn = (name: string) => `hidden-value-of-${Buffer.from(name).toString('hex')}`;

function sourcesOf(
  context: Deps,
  actor: Actor,
  scope: VariableScope,
  { values, set = noValues, signal }: PrepareOptions,
): FillSources {
  const { variables, now } = context;
  const isHidden = (name: string) => (scope.variables.get(name)?.kind ?? 'plain') !== 'plain';
  return {
    given: set.given,
    scope,
    chance: { now, random: Math.random, uuid: randomUUID },
    readValues: async (names) =>
      values === 'read'
        ? variables.readValues(scope, names, signal)
        : new Map(names.filter(isHidden).map((name) => [name, standIn(name)])),
    readEarlier: (earlier) => earlierValue(context, actor, earlier),
  };
}

/** Methods that change nothing on a server that keeps to RFC 9110 section 9.2.1. */
export const isSafeMethod = (method: string): boolean => /^(GET|HEAD|OPTIONS)$/.test(method);

/** Throws NEEDS_CONFIRMATION for a request that may change something in a production environment. Nothing of it is read before. */
export function requireConfirmed(
  { environment }: Pick<VariableScope, 'environment'>,
  draft: Pick<RequestDraft, 'method'>,
  confirmed: boolean | undefined,
): void {
  const method = methodOf(draft);
  if (environment === null || !environment.isProduction || confirmed === true || isSafeMethod(method)) return;
  throw requestFaults.fault('NEEDS_CONFIRMATION', `${environment.name} is a production environment.`, {
    kept: 'Nothing was sent.',
    todo: `Confirm that ${method} is to be sent there.`,
    names: [environment.name],
  });
}

/** Null where the operation is gone: a saved request outlives it, and goes out as it is. */
async function describeKnown(
  { definitions }: Pick<Deps, 'definitions'>,
  actor: Actor,
  input: { integrationId: IntegrationId; key: string },
): Promise<OperationDetail | null> {
  return definitions.describe(actor, input).catch((error: unknown) => {
    if (error instanceof Fault && error.code === 'DEFINITION_OPERATION_UNKNOWN') return null;
    throw error;
  });
}

/** The judge of what is typed for an integration; the report is only read where the operation does not tell the keys itself. */
export function judgeOf(
  { store, definitions }: Pick<Deps, 'store' | 'definitions'>,
  actor: Actor,
  integration: Pick<IntegrationRecord, 'id' | 'manualAuth'> | null,
  operation: OperationDetail | null,
): Judge {
  if (integration === null) return createJudge();
  const { id, manualAuth } = integration;
  const report = operation?.apiKeys === undefined ? definitions.reportOf(store.read, actor, id)?.report : undefined;
  const keys = keysOfSchemes(report?.securitySchemes ?? []);
  return createJudge(declaredSecrets(operation, [...keys, ...(manualAuth.kind === 'apiKey' ? [manualAuth] : [])]));
}

/** The same for a draft: what the definition says counts as long as there is one, and a draft outlives its operation. */
export async function judgeOfDraft(
  context: Pick<Deps, 'store' | 'definitions'>,
  actor: Actor,
  { integrationId, operationKey: key }: RequestDraft,
): Promise<Judge> {
  const integration =
    integrationId === null ? undefined : findRecord(context.store.read, actor.tenantId, integrationId);
  if (integration === undefined || integrationId === null) return createJudge();
  const described = key === null ? null : context.definitions.describe(actor, { integrationId, key });
  const operation = await described?.catch((error: unknown) => {
    if (error instanceof Fault) return null;
    throw error;
  });
  return judgeOf(context, actor, integration, operation ?? null);
}

/** The report is only read where the draft or the operation names a server that it may declare. */
function baseOf(
  { store, definitions }: Deps,
  actor: Actor,
  { id, baseUrl }: NonNullable<PreparedRequest['integration']>,
  draft: RequestDraft,
  operation: OperationDetail | null,
): Base {
  if (draft.server === null && !operation?.ownServers) return { baseUrl, servers: [], sourceUrl: null };
  const found = definitions.reportOf(store.read, actor, id);
  return { baseUrl, servers: found?.report.servers ?? [], sourceUrl: found?.sourceUrl ?? null };
}
