import { type DefinitionId, definitionId, type IntegrationId } from '#contract/common.ts';
import type { DefinitionSource, Review } from '#contract/definitions.ts';
import { Fault } from '#contract/fault.ts';
import { maskUrl } from '#main/http/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { uuidv7 } from '#main/store/index.ts';
import { readRecord } from '../integrations/index.ts';
import type { DefinitionsDeps } from './deps.ts';
import { fetchRemote, type OpenedSource, openSource } from './documentSource.ts';
import { affectedByHand, findImported, suggest } from './reviewContext.ts';
import { sweepLater } from './sweep.ts';
import type { Reviewed } from './worker/reviewJob.ts';

export interface ReviewInput {
  readonly source: DefinitionSource;
  readonly integrationId?: IntegrationId | undefined;
  readonly job?: string | undefined;
}

const timeLimitMs = 120_000;

const cancelKey = (actor: Actor, job: string): string => `${actor.tenantId} ${actor.userId} ${job}`;

/**
 * Reads a document on the worker and stores it aside, for a person to look at. Nothing else changes. Throws the
 * faults of definitions, imports and requests; CANCELLED.
 */
export async function reviewDefinition(deps: DefinitionsDeps, actor: Actor, input: ReviewInput): Promise<Review> {
  requireRole(actor, 'editor');
  const target = input.integrationId && readRecord(deps.store.read, actor.tenantId, input.integrationId);
  const controller = new AbortController();
  const key = cancelKey(actor, input.job ?? uuidv7());
  deps.work.cancels.set(key, controller);
  try {
    const id = definitionId.parse(uuidv7(deps.now()));
    const { reviewed, url } = await readOnWorker(
      deps,
      actor,
      input,
      id,
      target?.definitionId ?? null,
      controller.signal,
    );
    return toReview(deps, actor, input, id, reviewed, url);
  } catch (error) {
    tellFailure(deps, actor, input, error);
    sweepLater(deps);
    throw error;
  } finally {
    deps.work.cancels.delete(key);
  }
}

async function readOnWorker(
  deps: DefinitionsDeps,
  actor: Actor,
  { source, job }: ReviewInput,
  id: DefinitionId,
  before: DefinitionId | null,
  signal: AbortSignal,
): Promise<{ reviewed: Reviewed; url: string | null }> {
  const { tenantId } = actor;
  const opened = await openSource(deps, actor, source, signal);
  const { content, remoteReferences } = opened;
  // Kept and shown; what is fetched still comes from the address as it was typed.
  const url = opened.url === null ? null : maskUrl(opened.url);
  try {
    const createdAt = deps.now();
    const reviewed = await deps.work.imports.run(
      'review',
      { tenantId, id, source: content, sourceUrl: url, remoteReferences, before, createdAt },
      {
        signal,
        timeoutMs: timeLimitMs,
        onRequest: (address) => fetchFor(deps, opened, address, signal),
        onProgress: ({ label, done }) =>
          job === undefined || deps.events.progress({ type: 'progress', tenantId, job, label, done, total: 100 }),
      },
    );
    return { reviewed, url };
  } finally {
    await opened.close();
  }
}

async function fetchFor({ outbound }: DefinitionsDeps, { url }: OpenedSource, address: string, signal: AbortSignal) {
  return url === null ? null : await fetchRemote(outbound, address, url, signal);
}

function toReview(
  deps: DefinitionsDeps,
  actor: Actor,
  { integrationId }: ReviewInput,
  id: DefinitionId,
  { report, bytes, format, comparison }: Reviewed,
  sourceUrl: string | null,
): Review {
  const r = deps.store.read;
  const suggestion = suggest(r, actor, report, sourceUrl);
  return {
    id,
    report,
    sourceUrl,
    bytes,
    format,
    suggestion,
    existing: findImported(r, actor, report.title, suggestion.baseUrl),
    comparison:
      comparison && integrationId
        ? {
            ...comparison,
            connectionsAffected: deps.connectionsAffected?.(actor, integrationId, report) ?? [],
            handEditsAffected: affectedByHand(r, actor.tenantId, integrationId, id, comparison),
          }
        : null,
  };
}

function tellFailure(
  { events }: DefinitionsDeps,
  actor: Actor,
  { source, integrationId }: ReviewInput,
  error: unknown,
) {
  const fault = error instanceof Fault ? error : undefined;
  events.happened({
    tenantId: actor.tenantId,
    actor: { userId: actor.userId, name: actor.name },
    kind: 'import',
    action: 'read',
    subject: subjectOf(source),
    result: fault?.code === 'CANCELLED' ? 'cancelled' : 'failed',
    ...(integrationId ? { integrationId } : {}),
    details: fault ? [{ name: 'reason', value: `${fault.code}: ${fault.message}` }] : [],
  });
}

function subjectOf(source: DefinitionSource): string {
  if (source.kind === 'url') return `the document at ${new URL(source.url).host}`;
  return source.kind === 'upload' ? (source.fileName ?? 'an uploaded document') : 'a pasted document';
}

/** Ends a review that runs or waits, by force; what it had stored is swept away. */
export function cancelReview(
  { work }: DefinitionsDeps,
  actor: Actor,
  { job }: { job: string },
): { cancelled: boolean } {
  const controller = work.cancels.get(cancelKey(actor, job));
  controller?.abort();
  return { cancelled: controller !== undefined };
}
