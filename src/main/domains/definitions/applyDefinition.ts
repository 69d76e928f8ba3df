import { and, eq } from 'drizzle-orm';
import type { DefinitionId, IntegrationId } from '#contract/common.ts';
import type { Integration, IntegrationFields } from '#contract/integrations.ts';
import type { DefinitionReport } from '#contract/openapi.ts';
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
import type { DefinitionsDeps } from './deps.ts';
import { reviewGone } from './faults.ts';
import { countOperations } from './operations.ts';
import { sweepLater } from './sweep.ts';
import { definitions } from './table.ts';

type Fields = { [K in keyof IntegrationFields]?: IntegrationFields[K] | undefined } & Pick<
  IntegrationFields,
  'baseUrl'
>;

export type Target =
  | { readonly kind: 'existing'; readonly integrationId: IntegrationId; readonly baseUrl?: string | undefined }
  | { readonly kind: 'new'; readonly name: string; readonly fields: Fields };

interface ApplyInput {
  readonly id: DefinitionId;
  readonly target: Target;
}

/**
 * Makes a reviewed document the definition of a new or an existing integration, in one short transaction: everything
 * large was stored before. Operations and edits written by hand, and connections, stay. Throws REVIEW_GONE.
 */
export function applyDefinition(deps: DefinitionsDeps, actor: Actor, { id, target }: ApplyInput): Integration {
  requireRole(actor, 'editor');
  const { integration, report } = deps.store.write((w) => {
    const staged = readStaged(w, actor, id);
    const integrationId = targetId(w, actor, target, deps.now());
    takeOver(w, actor, integrationId, staged, target, deps.now());
    return { integration: readIntegration(w, actor, integrationId, deps.usableConnections), report: staged.report };
  });
  tell(deps, actor, integration, 'imported', detailsOf(report));
  sweepLater(deps);
  return integration;
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

function takeOver(
  w: Writer,
  { tenantId }: Actor,
  id: IntegrationId,
  staged: Staged,
  target: Target,
  now: number,
): void {
  replaceCurrent(w, tenantId, id);
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
    at: now,
    ...(target.kind === 'existing' ? { baseUrl: target.baseUrl } : {}),
  });
  countOperations(w, tenantId, id);
}

/** The one of today goes out of use; its rows are swept away by the worker, since they may be many. */
function replaceCurrent(w: Writer, tenantId: Actor['tenantId'], id: IntegrationId): void {
  const current = and(
    eq(definitions.tenantId, tenantId),
    eq(definitions.integrationId, id),
    eq(definitions.state, 'current'),
  );
  w.update(definitions).set({ state: 'replaced' }).where(current).run();
}

/** Takes the definition off an integration; operations written by hand and connections stay. */
export function detach(
  deps: DefinitionsDeps,
  actor: Actor,
  { integrationId }: { integrationId: IntegrationId },
): Integration {
  requireRole(actor, 'editor');
  const integration = deps.store.write((w) => {
    readRecord(w, actor.tenantId, integrationId);
    replaceCurrent(w, actor.tenantId, integrationId);
    detachDefinition(w, actor.tenantId, integrationId, deps.now());
    countOperations(w, actor.tenantId, integrationId);
    return readIntegration(w, actor, integrationId, deps.usableConnections);
  });
  tell(deps, actor, integration, 'removed the definition of', []);
  sweepLater(deps);
  return integration;
}

/** Forgets a review that nobody said yes to. */
export function discardReview(deps: DefinitionsDeps, actor: Actor, { id }: { id: DefinitionId }): { id: DefinitionId } {
  requireRole(actor, 'editor');
  const staged = and(eq(definitions.tenantId, actor.tenantId), eq(definitions.id, id), eq(definitions.state, 'staged'));
  deps.store.write((w) => w.update(definitions).set({ state: 'replaced' }).where(staged).run());
  sweepLater(deps);
  return { id };
}

interface Detail {
  name: string;
  value: string;
}

function tell(
  { events }: DefinitionsDeps,
  actor: Actor,
  { id, displayName }: Integration,
  action: string,
  details: Detail[],
) {
  events.changed('integrations', actor.tenantId, [id]);
  events.changed('definitions', actor.tenantId, [id]);
  events.changed('connections', actor.tenantId);
  events.happened({
    tenantId: actor.tenantId,
    actor: { userId: actor.userId, name: actor.name },
    kind: 'import',
    action,
    subject: displayName,
    integrationId: id,
    result: 'ok',
    details,
  });
}

function detailsOf({ title, version, operations, problemCounts }: DefinitionReport): Detail[] {
  const problems = problemCounts.reduce((sum, { count }) => sum + count, 0);
  return [
    { name: 'definition', value: `${title} ${version}`.trim() },
    { name: 'operations', value: String(operations) },
    { name: 'problems', value: String(problems) },
  ];
}
