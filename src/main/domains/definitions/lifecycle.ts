import { and, eq, ne } from 'drizzle-orm';
import { z } from 'zod';
import type { DefinitionId, IntegrationId } from '#contract/common.ts';
import type { Integration, IntegrationFields } from '#contract/integrations.ts';
import type { DefinitionReport } from '#contract/openapi.ts';
import { defineFacts, factSpec } from '#main/facts/index.ts';
import { defineJobs } from '#main/jobs/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import {
  attachDefinition,
  completeFields,
  detachDefinition,
  insertIntegration,
  readIntegration,
  readRecord,
} from '../integrations/index.ts';
import type { DefinitionsContext } from './context.ts';
import { reviewGone } from './faults.ts';
import { countOperations, definitions, demandsAuth } from './table.ts';

export const definitionFacts = defineFacts('definition', {
  imported: factSpec({
    kind: 'import',
    action: 'imported',
    change: z.strictObject({ definition: z.string(), operations: z.int(), problems: z.int() }),
    details: (_before, after) => [
      { name: 'definition', value: after.definition ?? '' },
      { name: 'operations', value: String(after.operations) },
      { name: 'problems', value: String(after.problems) },
    ],
  }),
  removed: { kind: 'import', action: 'removed the definition of' },
});

/** What the fact of an import says of the document. */
function importedFields({ title, version, operations, problemCounts }: DefinitionReport) {
  const problems = problemCounts.reduce((sum, { count }) => sum + count, 0);
  return { definition: `${title} ${version}`.trim(), operations, problems };
}

const notRead = {
  kind: 'import' as const,
  action: 'read',
  change: z.strictObject({ reason: z.string() }),
  details: (_before: object, after: { reason?: string | undefined }) =>
    after.reason === undefined ? [] : [{ name: 'reason', value: after.reason }],
};

/** A document that could not be read, or that a person did not wait for. */
export const importFacts = defineFacts('import', {
  failed: factSpec({ ...notRead, result: 'failed' }),
  cancelled: factSpec({ ...notRead, result: 'cancelled' }),
});

type Fields = { [K in keyof IntegrationFields]?: IntegrationFields[K] | undefined } & Pick<
  IntegrationFields,
  'baseUrl'
>;

type Target =
  | { readonly kind: 'existing'; readonly integrationId: IntegrationId; readonly baseUrl?: string | undefined }
  | { readonly kind: 'new'; readonly name: string; readonly fields: Fields };

export interface ApplyInput {
  readonly id: DefinitionId;
  readonly target: Target;
}

/**
 * Makes a reviewed document the definition of a new or an existing integration, in one short transaction: everything
 * large was stored before. Operations and edits written by hand, and connections, stay. Throws REVIEW_GONE.
 */
export function applyDefinition(context: DefinitionsContext, actor: Actor, { id, target }: ApplyInput): Integration {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const staged = readStaged(w, actor, id);
    const integrationId = targetId(w, actor, target, context.now());
    const replaced = takeOver(w, actor, integrationId, staged, target, context.now());
    const integration = readIntegration(w, actor, integrationId, context.usableConnections);
    context.facts.emit(w, definitionFacts.imported, {
      actor,
      entity: { id, name: integration.displayName },
      integrationId,
      after: importedFields(staged.report),
    });
    if (replaced) sweepSoon(context, w);
    return integration;
  });
}

type Staged = typeof definitions.$inferSelect & { report: DefinitionReport };

function readStaged(w: Writer, { tenantId }: Actor, id: DefinitionId): Staged {
  const wanted = and(eq(definitions.tenantId, tenantId), eq(definitions.id, id), eq(definitions.state, 'staged'));
  const row = w.select().from(definitions).where(wanted).get();
  if (!row?.report) throw reviewGone();
  return { ...row, report: row.report };
}

function targetId(w: Writer, actor: Actor, target: Target, now: number): IntegrationId {
  if (target.kind === 'existing') return readRecord(w, actor.tenantId, target.integrationId).id;
  const { name, fields } = target;
  const type = fields.type ?? 'api';
  const provider = fields.provider ?? 'custom';
  return insertIntegration(w, actor, completeFields({ ...fields, name, type, provider }), now);
}

/** @returns whether another definition went out of use */
function takeOver(
  w: Writer,
  { tenantId }: Actor,
  id: IntegrationId,
  staged: Staged,
  target: Target,
  now: number,
): boolean {
  const replaced = replaceCurrent(w, tenantId, id);
  w.update(definitions)
    .set({ state: 'current', integrationId: id, importedAt: now })
    .where(and(eq(definitions.tenantId, tenantId), eq(definitions.id, staged.id)))
    .run();
  const { title, version, specVersion } = staged.report;
  attachDefinition(w, {
    tenantId,
    id,
    summary: { id: staged.id, title, version, specVersion, importedAt: now, sourceUrl: staged.sourceUrl },
    report: staged.report,
    demandsAuth: demandsAuth(w, tenantId, staged.id),
    at: now,
    ...(target.kind === 'existing' ? { baseUrl: target.baseUrl } : {}),
  });
  countOperations(w, tenantId, id);
  return replaced;
}

/** The one of today, if any, goes out of use; its rows are swept away by the worker, since they may be many. */
function replaceCurrent(w: Writer, tenantId: Actor['tenantId'], id: IntegrationId): boolean {
  const current = and(
    eq(definitions.tenantId, tenantId),
    eq(definitions.integrationId, id),
    eq(definitions.state, 'current'),
  );
  return w.update(definitions).set({ state: 'replaced' }).where(current).run().changes > 0;
}

/** Takes the definition off an integration; operations written by hand and connections stay. */
export function detach(
  context: DefinitionsContext,
  actor: Actor,
  { integrationId }: { integrationId: IntegrationId },
): Integration {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const { definitionId } = readRecord(w, actor.tenantId, integrationId);
    replaceCurrent(w, actor.tenantId, integrationId);
    detachDefinition(w, actor.tenantId, integrationId, context.now());
    countOperations(w, actor.tenantId, integrationId);
    const integration = readIntegration(w, actor, integrationId, context.usableConnections);
    const entity = { id: definitionId, name: integration.displayName };
    context.facts.emit(w, definitionFacts.removed, { actor, entity, integrationId });
    sweepSoon(context, w);
    return integration;
  });
}

/** Forgets a review that nobody said yes to. */
export function discardReview(
  context: DefinitionsContext,
  actor: Actor,
  { id }: { id: DefinitionId },
): { id: DefinitionId } {
  requireRole(actor, 'editor');
  const staged = and(eq(definitions.tenantId, actor.tenantId), eq(definitions.id, id), eq(definitions.state, 'staged'));
  context.store.write((w) => {
    w.update(definitions).set({ state: 'replaced' }).where(staged).run();
    sweepSoon(context, w);
  });
  return { id };
}

const dayMs = 24 * 60 * 60 * 1000;

export const definitionJobs = defineJobs('definitions', {
  sweep: {
    title: 'Delete replaced and abandoned definitions',
    payload: z.strictObject({}),
    every: { ms: dayMs, firstMs: 3_000 },
  },
});

/** Sweeps soon after this transaction, which leaves something behind. */
export function sweepSoon({ jobs }: Pick<DefinitionsContext, 'jobs'>, w: Writer): void {
  jobs.enqueue(w, definitionJobs.sweep, { tenantId: null, payload: {}, key: 'soon' });
}

/**
 * Deletes, on the worker, what imports left behind: half-stored definitions, replaced ones, and those that nobody
 * said yes to for a day. Costs nothing where there is nothing.
 */
export async function sweepDefinitions(
  { store, workers, now }: Pick<DefinitionsContext, 'store' | 'workers' | 'now'>,
  signal?: AbortSignal,
): Promise<void> {
  const left = store.read
    .select({ id: definitions.id })
    .from(definitions)
    .where(ne(definitions.state, 'current'))
    .get();
  if (left) await workers.imports.run('sweep', { stagedBefore: now() - dayMs }, { signal });
}
