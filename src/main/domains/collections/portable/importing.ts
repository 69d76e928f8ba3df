import { randomUUID } from 'node:crypto';
import { generateNKeysBetween } from 'fractional-indexing';
import type { CollectionReview } from '#contract/collections.ts';
import { exampleId, type GroupId, groupId, type SavedRequestId, savedRequestId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import type { PortableExample } from '#core/collections/portable.ts';
import { deepestGroup } from '#core/collections/tree.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { positionBefore } from '#main/kernel/order.ts';
import { uuidv7, type Writer } from '#main/store/index.ts';
import type { CollectionsContext } from '../context.ts';
import { columnsOf, draftLists } from '../drafts.ts';
import { recordsAbove, tooDeep } from '../groups.ts';
import { undelete } from '../removal.ts';
import { writeLists } from '../rows.ts';
import { placesIn } from '../siblings.ts';
import { groupFacts, requestExamples, requestGroups, savedRequests } from '../table.ts';
import { countSecrets, type ImportPlan, type PlannedGroup, type PlannedRequest } from './plan.ts';

type Review = ImportPlan & { readonly format: string };

const mostReviews = 4;
const keptMs = 15 * 60 * 1000;

/** What was read and waits for a person's yes; in memory alone, since secrets may stand in it. */
export class Reviews {
  readonly #kept = new Map<string, { owner: string; at: number; review: Review }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  keep({ tenantId, userId }: Actor, review: Review): string {
    const id = randomUUID();
    this.#kept.set(id, { owner: `${tenantId} ${userId}`, at: this.#now(), review });
    for (const [old, { at }] of this.#kept)
      if (this.#kept.size > mostReviews || this.#now() - at > keptMs) this.#kept.delete(old);
    return id;
  }

  /** Throws NOT_FOUND where it is not there, or no longer. */
  require({ tenantId, userId }: Actor, id: string): Review {
    const found = this.#kept.get(id);
    if (found?.owner === `${tenantId} ${userId}`) return found.review;
    throw commonFaults.fault('NOT_FOUND', 'What was read is no longer kept.', {
      kept: 'Nothing was imported.',
      todo: 'Choose the files again.',
    });
  }

  discard(actor: Actor, id: string): void {
    const { tenantId, userId } = actor;
    if (this.#kept.get(id)?.owner === `${tenantId} ${userId}`) this.#kept.delete(id);
  }
}

/** What a person is asked about. */
export function shownReview(id: string, review: Review): CollectionReview {
  const { collections, environments, notes, format } = review;
  return {
    id,
    format,
    collections: collections.map((each) => ({
      name: each.name,
      ...countPlanned(each),
      variables: each.variables.length,
    })),
    environments: environments.map(({ name, variables }) => ({ name, variables: variables.length })),
    secrets: countSecrets(review),
    notes: notes.slice(0, mostNotes).map(({ path, message }) => ({ path: [...path], message })),
  };
}

const mostNotes = 2_000;

function countPlanned({ items }: PlannedGroup): { requests: number; folders: number } {
  const inside = items.map((item) =>
    item.kind === 'request' ? { requests: 1, folders: 0 } : { ...countPlanned(item), isFolder: true },
  );
  return {
    requests: inside.reduce((sum, each) => sum + each.requests, 0),
    folders: inside.reduce((sum, each) => sum + each.folders + ('isFolder' in each ? 1 : 0), 0),
  };
}

interface ImportInput {
  readonly id: string;
  readonly into: GroupId | null;
  readonly keepSecrets: boolean;
}

interface Imported {
  groups: GroupId[];
  requests: number;
  environments: string[];
  notes: { path: string[]; message: string }[];
}

/** Requests that are written in one step. */
const atOnce = 60;

/**
 * Writes what was reviewed, in steps; nothing of a collection is to be seen before all of it is there. Throws VAULT_LOCKED before anything
 * is written, where there are secrets to keep.
 */
export async function importReviewed(
  context: CollectionsContext & { readonly reviews: Reviews },
  actor: Actor,
  { id, into, keepSecrets }: ImportInput,
): Promise<Imported> {
  requireRole(actor, 'editor');
  const review = context.reviews.require(actor, id);
  const depth = into === null ? 0 : recordsAbove(context.store.read, actor, into).length;
  if (review.collections.some((each) => depth + depthOf(each) > deepestGroup)) throw tooDeep();
  if (keepSecrets && countSecrets(review) > 0) requireOpenVault(context);
  const imported: Imported = { groups: [], requests: 0, environments: [], notes: [] };
  for (const collection of review.collections) {
    const writing = new GroupWriter(context, actor, keepSecrets);
    const root = await writing.write(collection, into);
    context.store.write((w) => {
      undelete(w, actor, root);
      const entity = { id: root, name: collection.name };
      context.facts.emit(w, groupFacts.imported, {
        actor,
        entity,
        after: { requests: writing.requests, format: review.format },
      });
    });
    imported.groups.push(root);
    imported.requests += writing.requests;
  }
  for (const environment of review.environments) {
    const made = context.store.write((w) => context.variables.importEnvironment(w, actor, environment, keepSecrets));
    imported.environments.push(made.name);
    imported.notes.push(...made.notes.map((message) => ({ path: [environment.name], message })));
  }
  context.reviews.discard(actor, id);
  return imported;
}

function requireOpenVault({ vault }: Pick<CollectionsContext, 'vault'>): void {
  if (vault.standing().status === 'unlocked') return;
  throw commonFaults.fault('VAULT_LOCKED', 'The vault is locked, and there are secrets to keep.', {
    kept: 'Nothing was imported.',
    todo: 'Unlock it and import again, or import without secrets.',
  });
}

const depthOf = (group: PlannedGroup): number =>
  1 + Math.max(0, ...group.items.map((item) => (item.kind === 'group' ? depthOf(item) : 0)));

/** Writes one collection as if it had been deleted just now, so that it shows only when all of it is there. */
class GroupWriter {
  requests = 0;
  private readonly context: CollectionsContext;
  private readonly actor: Actor;
  private readonly keepSecrets: boolean;
  private readonly at: number;

  constructor(context: CollectionsContext, actor: Actor, keepSecrets: boolean) {
    this.context = context;
    this.actor = actor;
    this.keepSecrets = keepSecrets;
    this.at = context.now();
  }

  async write(collection: PlannedGroup, into: GroupId | null): Promise<GroupId> {
    const { store } = this.context;
    const work: ((w: Writer) => void)[] = [];
    const position = positionBefore(placesIn(store.read, this.actor, into), null);
    const root = this.plan(collection, into, position, work);
    for await (const _ of store.inSteps((w) => {
      for (const each of work.splice(0, atOnce)) each(w);
      return { more: work.length > 0 };
    }));
    return root;
  }

  private plan(
    group: PlannedGroup,
    parentId: GroupId | null,
    position: string,
    work: ((w: Writer) => void)[],
  ): GroupId {
    const id = groupId.parse(uuidv7(this.at));
    work.push((w) => this.writeGroup(w, group, { id, parentId, position }));
    const positions = generateNKeysBetween(null, null, group.items.length);
    group.items.forEach((item, at) => {
      const place = positions[at] ?? '';
      if (item.kind === 'group') this.plan(item, id, place, work);
      else {
        this.requests += 1;
        work.push((w) => this.writeRequest(w, item, id, place));
      }
    });
    return id;
  }

  private writeGroup(
    w: Writer,
    { name, description, auth, headers, scripts, settings, variables }: PlannedGroup,
    place: { id: GroupId; parentId: GroupId | null; position: string },
  ): void {
    const { tenantId } = this.actor;
    w.insert(requestGroups)
      .values({
        tenantId,
        ...place,
        name,
        description,
        auth,
        connectionId: null,
        ...settings,
        beforeScript: scripts.before,
        afterScript: scripts.after,
        createdAt: this.at,
        updatedAt: this.at,
        deletedAt: this.at,
      })
      .run();
    writeLists(w, tenantId, { groupId: place.id }, { headers: headers.map((header) => ({ ...header })) });
    const owner = { kind: 'group', id: place.id } as const;
    this.context.variables.importVariables(w, this.actor, owner, variables, this.keepSecrets);
  }

  private writeRequest(
    w: Writer,
    { name, description, draft, examples }: PlannedRequest,
    into: GroupId,
    position: string,
  ): void {
    const { tenantId } = this.actor;
    const id = savedRequestId.parse(uuidv7(this.at));
    w.insert(savedRequests)
      .values({
        tenantId,
        id,
        ...columnsOf({ ...draft, groupId: into }),
        name,
        description,
        position,
        operationShape: null,
        createdAt: this.at,
        updatedAt: this.at,
        deletedAt: this.at,
      })
      .run();
    writeLists(w, tenantId, { requestId: id }, draftLists(draft));
    for (const [at, example] of examples.entries()) this.writeExample(w, id, example, at);
  }

  private writeExample(w: Writer, requestId: SavedRequestId, example: PortableExample, position: number): void {
    const { name, status, statusText, headers, body } = example;
    w.insert(requestExamples)
      .values({
        tenantId: this.actor.tenantId,
        id: exampleId.parse(uuidv7(this.at)),
        requestId,
        name: name.slice(0, 120) || `Example ${position + 1}`,
        position,
        status,
        statusText,
        headers: headers.map((header) => ({ name: header.name, value: header.value })),
        body,
        createdAt: this.at,
      })
      .run();
  }
}
