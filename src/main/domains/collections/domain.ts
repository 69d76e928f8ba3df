import type { GroupId, IntegrationId } from '#contract/common.ts';
import type { OperationChanges, UsesAffected } from '#main/domains/definitions/index.ts';
import type { GroupAbove } from '#main/domains/environments/index.ts';
import type { GroupChain, RequestsPorts } from '#main/domains/requests/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Reader } from '#main/store/index.ts';
import type { CollectionsContext, CollectionsPorts } from './context.ts';
import { keepExample, listExamples, removeExample } from './examples.ts';
import { groupChain, readGroup, recordsAbove, saveGroup } from './groups.ts';
import { duplicateItems, moveItems, renameItem } from './items.ts';
import { exportGroup } from './portable/exporting.ts';
import { importReviewed, Reviews, shownReview } from './portable/importing.ts';
import type { ImportPlan } from './portable/plan.ts';
import { commandReader, createCollectionReader, readSource, readToRun } from './portable/reading.ts';
import { connectionReferences, countSavedOf, isFileSaved, savedAffected, savedNamed } from './references.ts';
import {
  deletedGroups,
  deletedRequests,
  purgeCollections,
  removeItems,
  restoreItems,
  searchCollections,
} from './removal.ts';
import { type FoundRequest, type RequestsTarget, requestsOf } from './requestsOf.ts';
import { acceptOperation, readSaved, readTree, saveRequest } from './savedRequests.ts';
import { groupFacts, requestExamples, requestGroups, requestRows, savedRequestFacts, savedRequests } from './table.ts';

export interface CollectionsApi {
  /** What the groups above a request give to it. */
  readonly groupChain: GroupChain;
  /** The names of the groups that hold a group, and itself, outermost first. Throws NOT_FOUND. */
  groupsAbove(r: Reader, actor: Actor, id: GroupId): GroupAbove[];
  readonly isFileSaved: RequestsPorts['isFileSaved'];
  readonly savedNamed: RequestsPorts['savedNamed'];
  /** The requests of a group in their order, at any depth, or those that are named. Throws NOT_FOUND. */
  requestsOf(actor: Actor, target: RequestsTarget): { name: string; requests: FoundRequest[] };
  /** Reads collections of other tools, and keeps nothing of them. */
  readFiles(actor: Actor, files: readonly { path: string; text: string }[]): Promise<ImportPlan>;
  /** How many saved requests are of these integrations. */
  countSavedOf(r: Reader, actor: Actor, ids: readonly IntegrationId[]): number;
  /** The saved requests whose operation goes or changes with a new definition. */
  savedAffected(
    actor: Actor,
    integrationId: IntegrationId,
    changes: OperationChanges,
  ): UsesAffected['savedRequestsAffected'];
}

/** Requests that are kept under a name, in collections and folders. */
export function createCollections(kernel: Kernel, ports: CollectionsPorts): Domain<'collections', CollectionsApi> {
  const { store, facts, now, vault } = kernel;
  const context: CollectionsContext = { store, facts, now, vault, ...ports };
  const reviews = new Reviews(now);
  const reader = kernel.host.kind === 'cli' ? commandReader : createCollectionReader();
  return {
    name: 'collections',
    routes: {
      tree: (actor) => readTree(context, actor),
      search: (actor, input) => searchCollections(store.read, actor, input),
      group: (actor, { id }) => readGroup(store.read, actor, id),
      saveGroup: (actor, input) => saveGroup(context, actor, input),
      request: (actor, input) => readSaved(context, actor, input),
      save: (actor, input) => saveRequest(context, actor, input),
      acceptOperation: (actor, input) => acceptOperation(context, actor, input),
      move: (actor, input) => moveItems(context, actor, input),
      duplicate: (actor, input) => duplicateItems(context, actor, input),
      rename: (actor, input) => renameItem(context, actor, input),
      remove: (actor, input) => removeItems(context, actor, input),
      restore: (actor, input) => restoreItems(context, actor, input),
      review: async (actor, { source }) => {
        requireRole(actor, 'editor');
        const read = await readSource(context, reader, actor, source);
        return shownReview(reviews.keep(actor, read), read);
      },
      discardReview: (actor, { id }) => {
        reviews.discard(actor, id);
        return { id };
      },
      import: (actor, input) => importReviewed({ ...context, reviews }, actor, input),
      export: (actor, input) => exportGroup(context, actor, input),
      examples: (actor, input) => listExamples(store.read, actor, input),
      keepExample: (actor, input) => keepExample(context, actor, input),
      removeExample: (actor, input) => removeExample(context, actor, input),
      deletedGroups: (actor) => deletedGroups(store.read, actor),
      deletedRequests: (actor) => deletedRequests(store.read, actor),
    },
    api: {
      groupChain,
      groupsAbove: (r, actor, id) =>
        recordsAbove(r, actor, id).map(({ id: above, name, parentId }) => ({
          id: above,
          name,
          isCollection: parentId === null,
        })),
      requestsOf: (actor, target) => requestsOf(store.read, actor, target),
      readFiles: (_actor, files) => readToRun(reader, files),
      countSavedOf,
      isFileSaved,
      savedNamed,
      savedAffected: (actor, integrationId, changes) => savedAffected(store.read, actor, integrationId, changes),
    },
    tables: [
      {
        table: requestGroups,
        travels: 'all',
        kept: 'untilDeleted',
        past: [{ at: requestGroups.deletedAt }],
        refersTo: { parent_id: 'request_groups', connection_id: 'connections' },
        merge: {
          latest: ['updated_at'],
          shown: { thing: 'collection', name: 'name', path: (id) => `/requests/collections/${id}` },
        },
      },
      {
        table: savedRequests,
        travels: 'all',
        kept: 'untilDeleted',
        past: [{ at: savedRequests.deletedAt }],
        refersTo: { group_id: 'request_groups', connection_id: 'connections', integration_id: 'integrations' },
        merge: { latest: ['updated_at'], shown: { thing: 'request', name: 'name' } },
      },
      {
        table: requestExamples,
        travels: 'all',
        merge: { shown: { thing: 'example', name: 'name' } },
        kept: 'withParent',
        refersTo: { request_id: 'saved_requests' },
      },
      {
        table: requestRows,
        travels: 'all',
        merge: {
          shown: {
            thing: 'request',
            name: (row) => `coalesce((SELECT q.name FROM saved_requests AS q WHERE q.tenant_id = ${row}.tenant_id
              AND q.id = ${row}.request_id), (SELECT g.name FROM request_groups AS g WHERE g.tenant_id = ${row}.tenant_id
              AND g.id = ${row}.group_id))`,
          },
        },
        kept: 'withParent',
        refersTo: { request_id: 'saved_requests', group_id: 'request_groups' },
      },
    ],
    facts: [...Object.values(savedRequestFacts), ...Object.values(groupFacts)],
    jobs: [],
    references: connectionReferences,
    cleanUp: async () => {
      await purgeCollections(context);
      return {};
    },
    close: () => reader.close(),
  };
}
