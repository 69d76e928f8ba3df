import { statSync } from 'node:fs';
import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { type DefinitionId, definitionId, type IntegrationId, integrationId } from '#contract/common.ts';
import type { DefinitionSource, Review } from '#contract/definitions.ts';
import { Fault } from '#contract/fault.ts';
import type { DefinitionComparison, DefinitionReport } from '#contract/openapi.ts';
import { isFelt } from '#core/openapi/comparisonSections.ts';
import { readingLimits, serverUrl } from '#core/openapi/index.ts';
import { maskUrl } from '#main/http/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { type Reader, uuidv7 } from '#main/store/index.ts';
import { freeName, integrations, readRecord } from '../integrations/index.ts';
import type { DefinitionsContext, OperationChanges } from './context.ts';
import { fetchRemote, fetchSource } from './fetchDocument.ts';
import { affectedByHand } from './handOperations.ts';
import { importFacts, sweepSoon } from './lifecycle.ts';
import type { Reviewed, ReviewJob } from './worker/definitionWorker.ts';

export interface ReviewInput {
  readonly source: DefinitionSource;
  readonly integrationId?: IntegrationId | undefined;
  readonly job?: string | undefined;
}

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
        ...readingLimits(bytesOf(content)),
        onRequest: (address) => fetchFor(context, opened, address, signal),
        onProgress: ({ label, done }) =>
          job === undefined || context.events.progress({ tenantId, job, label, done, total: 100 }),
      },
    );
    return { reviewed, url };
  } finally {
    await opened.close();
  }
}

function bytesOf(content: ReviewJob['source']): number {
  if ('path' in content) return statSync(content.path).size;
  return 'bytes' in content ? content.bytes.byteLength : Buffer.byteLength(content.text);
}

/** A document that is ready for the worker. */
interface OpenedSource {
  readonly content: ReviewJob['source'];
  /** Where it really came from, after redirects. */
  readonly url: string | null;
  /** The literal address that answered; null for a document that was not fetched. */
  readonly address: string | null;
  readonly remoteReferences: boolean;
  /** Removes what was kept for the worker. */
  close(): Promise<void>;
}

/** Makes the document available to the worker. Throws the faults of uploads and requests, FETCH_FAILED. */
async function openSource(
  { uploads, outbound }: DefinitionsContext,
  actor: Actor,
  source: DefinitionSource,
  signal: AbortSignal,
): Promise<OpenedSource> {
  const local = { url: null, address: null, remoteReferences: false };
  switch (source.kind) {
    case 'text':
      return { ...local, content: { text: source.text }, close: async () => undefined };
    case 'upload': {
      const path = await uploads.finish(actor, source.uploadId);
      const content = { path, files: source.files, root: source.root };
      return { ...local, content, close: () => uploads.discard(actor, source.uploadId) };
    }
    case 'url': {
      const { content, ...fetched } = await fetchSource(outbound, source.url, signal);
      return { ...fetched, content: { ...content, root: source.root }, remoteReferences: source.remoteReferences };
    }
  }
}

async function fetchFor({ outbound }: DefinitionsContext, source: OpenedSource, wanted: string, signal: AbortSignal) {
  const { url, address } = source;
  return url === null || address === null ? null : await fetchRemote(outbound, wanted, { url, address }, signal);
}

function toReview(
  context: DefinitionsContext,
  actor: Actor,
  { integrationId }: ReviewInput,
  id: DefinitionId,
  { report, bytes, format, written, comparison }: Reviewed,
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
    written,
    suggestion,
    existing: findImported(r, actor, report.title, suggestion.baseUrl),
    comparison:
      comparison && integrationId
        ? {
            ...comparison,
            connectionsAffected: context.connectionsAffected(actor, integrationId, report),
            ...context.usesAffected(actor, integrationId, changesOf(comparison)),
            baseUrl: { kept: readRecord(r, actor.tenantId, integrationId).baseUrl, suggested: suggestion.baseUrl },
            handEditsAffected: affectedByHand(r, actor.tenantId, integrationId, id, comparison),
          }
        : null,
  };
}

/** What callers feel; other words for an operation are no change to them. */
const changesOf = ({ operations }: DefinitionComparison): OperationChanges => ({
  removed: new Set(operations.removed.map(({ key }) => key)),
  changed: new Set(operations.changed.filter(isFelt).map(({ key }) => key)),
});

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

/** Name and base URL to start a new integration with; the URL is empty where the definition does not say it. */
function suggest(r: Reader, actor: Actor, report: DefinitionReport, sourceUrl: string | null): Review['suggestion'] {
  const title =
    report.title
      .replaceAll(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, 110) || 'Untitled API';
  const place = { tenantId: actor.tenantId, id: integrationId.parse(uuidv7()) };
  const { servers, operationServers } = report;
  const absolute = [...servers, ...operationServers].map((server) => absoluteUrl(server, sourceUrl));
  const urls = servers.length > 0 ? absolute : [originOf(sourceUrl), ...absolute];
  const name = freeName(r, place, title);
  return { name, displayName: name, baseUrl: urls.find((url) => url !== '') ?? '' };
}

function absoluteUrl(server: DefinitionReport['servers'][number], sourceUrl: string | null): string {
  try {
    const url = serverUrl(server, sourceUrl === null ? {} : { definitionUrl: sourceUrl });
    return /^https?:\/\/[^/@]+(\/|$)/.test(url) && url.length <= 2_048 ? url : '';
  } catch (error) {
    if (error instanceof Fault) return '';
    throw error;
  }
}

const originOf = (url: string | null): string => (url === null ? '' : new URL(url).origin);

/** The newest integration that came of a definition of this title, at this base URL: a title alone says too little. */
function findImported(r: Reader, { tenantId }: Actor, title: string, baseUrl: string): Review['existing'] {
  const { id, displayName, definition, deletedAt, createdAt } = integrations;
  const same = and(
    eq(integrations.tenantId, tenantId),
    eq(integrations.baseUrl, baseUrl),
    isNull(deletedAt),
    eq(sql`json_extract(${definition}, '$.title')`, title),
  );
  const found = r.select({ id, displayName }).from(integrations).where(same).orderBy(desc(createdAt)).limit(1).get();
  return found ?? null;
}
