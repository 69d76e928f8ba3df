import { type DefinitionId, definitionId, type IntegrationId } from '#contract/common.ts';
import type { DefinitionSource, Review } from '#contract/definitions.ts';
import { Fault } from '#contract/fault.ts';
import { maskUrl } from '#main/http/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { uuidv7 } from '#main/store/index.ts';
import { readRecord } from '../integrations/index.ts';
import type { DefinitionsContext } from './context.ts';
import { fetchRemote, type OpenedSource, openSource } from './documentSource.ts';
import { importFacts } from './facts.ts';
import { affectedByHand, findImported, suggest } from './reviewContext.ts';
import { sweepSoon } from './sweep.ts';
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
export async function reviewDefinition(context: DefinitionsContext, actor: Actor, input: ReviewInput): Promise<Review> {
  requireRole(actor, 'editor');
  const target = input.integrationId && readRecord(context.store.read, actor.tenantId, input.integrationId);
  const controller = new AbortController();
  const key = cancelKey(actor, input.job ?? uuidv7());
  context.reviews.set(key, controller);
  try {
    const id = definitionId.parse(uuidv7(context.now()));
    const { reviewed, url } = await readOnWorker(
      context,
      actor,
      input,
      id,
      target?.definitionId ?? null,
      controller.signal,
    );
    return toReview(context, actor, input, id, reviewed, url);
  } catch (error) {
    recordFailure(context, actor, input, error);
    throw error;
  } finally {
    context.reviews.delete(key);
  }
}

async function readOnWorker(
  context: DefinitionsContext,
  actor: Actor,
  { source, job }: ReviewInput,
  id: DefinitionId,
  before: DefinitionId | null,
  signal: AbortSignal,
): Promise<{ reviewed: Reviewed; url: string | null }> {
  const { tenantId } = actor;
  const opened = await openSource(context, actor, source, signal);
  const { content, remoteReferences } = opened;
  // Kept and shown; what is fetched still comes from the address as it was typed.
  const url = opened.url === null ? null : maskUrl(opened.url);
  try {
    const createdAt = context.now();
    const reviewed = await context.workers.imports.run(
      'review',
      { tenantId, id, source: content, sourceUrl: url, remoteReferences, before, createdAt },
      {
        signal,
        timeoutMs: timeLimitMs,
        onRequest: (address) => fetchFor(context, opened, address, signal),
        onProgress: ({ label, done }) =>
          job === undefined || context.events.progress({ type: 'progress', tenantId, job, label, done, total: 100 }),
      },
    );
    return { reviewed, url };
  } finally {
    await opened.close();
  }
}

async function fetchFor({ outbound }: DefinitionsContext, { url }: OpenedSource, address: string, signal: AbortSignal) {
  return url === null ? null : await fetchRemote(outbound, address, url, signal);
}

function toReview(
  context: DefinitionsContext,
  actor: Actor,
  { integrationId }: ReviewInput,
  id: DefinitionId,
  { report, bytes, format, comparison }: Reviewed,
  sourceUrl: string | null,
): Review {
  const r = context.store.read;
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
            connectionsAffected: context.connectionsAffected(actor, integrationId, report),
            handEditsAffected: affectedByHand(r, actor.tenantId, integrationId, id, comparison),
          }
        : null,
  };
}

function recordFailure(
  context: DefinitionsContext,
  actor: Actor,
  { source, integrationId }: ReviewInput,
  error: unknown,
): void {
  const fault = error instanceof Fault ? error : undefined;
  const type = fault?.code === 'CANCELLED' ? importFacts.cancelled : importFacts.failed;
  context.store.write((w) => {
    context.facts.emit(w, type, {
      actor,
      entity: { id: null, name: subjectOf(source) },
      integrationId,
      after: fault && { reason: `${fault.code}: ${fault.message}` },
    });
    sweepSoon(context, w);
  });
}

function subjectOf(source: DefinitionSource): string {
  if (source.kind === 'url') return `the document at ${new URL(source.url).host}`;
  return source.kind === 'upload' ? (source.fileName ?? 'an uploaded document') : 'a pasted document';
}

/** Ends a review that runs or waits, by force; what it had stored is swept away. */
export function cancelReview(
  { reviews }: Pick<DefinitionsContext, 'reviews'>,
  actor: Actor,
  { job }: { job: string },
): { cancelled: boolean } {
  const controller = reviews.get(cancelKey(actor, job));
  controller?.abort();
  return { cancelled: controller !== undefined };
}
