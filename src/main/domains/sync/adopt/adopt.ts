import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AdoptionItem, AdoptionOutcome, AdoptionReport } from '#contract/adoption.ts';
import type { IntegrationId } from '#contract/common.ts';
import type { IntegrationRecord } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import { adoptionFacts } from '../team/facts.ts';
import { adoptConnections } from './adoptConnections.ts';
import { readMark, writeMark } from './marks.ts';
import { type AdoptionSource, type PlannedIntegration, planAdoption } from './plan.ts';
import {
  type AdoptionOptions,
  type AdoptionPorts,
  type AdoptionRun,
  attempt,
  numbered,
  outcomeOf,
  said,
  type Target,
} from './run.ts';

/** What is spoken for in this run. */
interface Taken {
  /** What rows of the source were made into before, by their id there. */
  readonly before: ReadonlyMap<string, IntegrationRecord>;
  /** Integrations that rows of the source stand for. */
  readonly ids: Set<IntegrationId>;
  /** Names of those that are made, in small letters. */
  readonly names: Set<string>;
}

/**
 * Takes over what another product keeps, each integration with its operations and connections in one transaction, so that an end in
 * the middle leaves whole ones. What is here already stays as it is. Throws FORBIDDEN or VAULT_LOCKED.
 */
export async function adopt(
  ports: AdoptionPorts,
  actor: Actor,
  source: AdoptionSource,
  options: AdoptionOptions,
): Promise<AdoptionReport> {
  requireRole(actor, 'editor');
  const { database, schema } = source;
  const run: AdoptionRun = { ...ports, ...options, actor, source: `${database}/${schema}` };
  const plan = planAdoption(source, options.keys);
  const before = madeBefore(run, plan.integrations);
  const taken: Taken = { before, ids: new Set([...before.values()].map(({ id }) => id)), names: new Set() };
  const items: AdoptionItem[] = [];
  const leftOut = plan.leftOut.map(({ kind, name, reason }) =>
    said(kind, { name: kind === 'integration' ? name : '' }, name, 'leftOut', [reason]),
  );
  for (const planned of plan.integrations) {
    items.push(
      ...(run.dryRun
        ? adoptIntegration(run, planned, taken, null)
        : run.store.write((w) => {
            const made = adoptIntegration(run, planned, taken, w);
            if (planned === plan.integrations.at(-1)) noteAdopted(run, w, [...items, ...made, ...leftOut]);
            return made;
          })),
    );
    await nextTurn();
  }
  items.push(...leftOut);
  return { database, schema, items };
}

/** One line for all of it, beside those of what was made; nothing where all was here already. */
function noteAdopted({ facts, actor, source }: AdoptionRun, w: Writer, items: readonly AdoptionItem[]): void {
  const count = (...outcomes: AdoptionOutcome[]) => items.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const made = count('takenOver', 'changed');
  if (made === 0) return;
  facts.emit(w, adoptionFacts.adopted, {
    actor,
    entity: { id: null, name: `the tables of ${source}` },
    after: { made, leftOut: count('leftOut') },
  });
}

const markOf = ({ actor: { tenantId }, source }: AdoptionRun, { sourceId }: PlannedIntegration) => ({
  tenantId,
  source,
  sourceId: `integration:${sourceId}`,
});

/**
 * What rows were made into before and still is here, where its name or address is that of the row: another database of this name may
 * have the same ids.
 */
function madeBefore(run: AdoptionRun, planned: readonly PlannedIntegration[]): Taken['before'] {
  const known = planned.flatMap((one): [string, IntegrationRecord][] => {
    const mark = readMark(run.store.read, markOf(run, one));
    const made = mark === undefined ? null : run.integrations.find(run.actor, { id: mark.integrationId });
    const isSame = made !== null && (made.name === one.name || sameAddress(made.baseUrl, one.fields.baseUrl));
    return isSame ? [[one.sourceId, made]] : [];
  });
  return new Map(known);
}

const sameAddress = (one: string, other: string): boolean => bare(one) === bare(other);
const bare = (url: string): string => (URL.parse(url)?.href ?? url).replace(/\/+$/, '');

function adoptIntegration(
  run: AdoptionRun,
  planned: PlannedIntegration,
  taken: Taken,
  w: Writer | null,
): AdoptionItem[] {
  const place = placeOf(run, planned, taken);
  const { item, id } = 'made' in place ? present(place.made) : make(run, planned, place.count, w);
  if (item.outcome === 'leftOut') return [item];
  if ('count' in place) taken.names.add(numbered(planned.name, place.count).toLowerCase());
  if (id !== null) {
    taken.ids.add(id);
    if (w !== null) writeMark(w, markOf(run, planned), { integrationId: id, connectionId: null }, run.now());
  }
  const target: Target = { id, name: item.name, w };
  return [item, ...adoptOperations(run, planned, target), ...adoptConnections(run, planned.connections, target)];
}

/**
 * The integration that the row stands for: the one that was made of it before, or one of its name and address that stands for no other
 * row. Else the number of the new one among those of its name.
 */
function placeOf(
  { integrations, actor }: AdoptionRun,
  { sourceId, name, fields: { baseUrl } }: PlannedIntegration,
  { before, ids, names }: Taken,
): { readonly made: IntegrationRecord } | { readonly count: number } {
  const known = before.get(sourceId);
  if (known !== undefined) return { made: known };
  for (let count = 1; ; count += 1) {
    const wanted = numbered(name, count);
    const holder = integrations.find(actor, { name: wanted });
    if (holder === null && !names.has(wanted.toLowerCase())) return { count };
    if (holder !== null && !ids.has(holder.id) && sameAddress(holder.baseUrl, baseUrl)) return { made: holder };
  }
}

interface Found {
  readonly item: AdoptionItem;
  readonly id: IntegrationId | null;
}

const present = ({ id, displayName: name }: IntegrationRecord): Found => ({
  id,
  item: said('integration', { name }, name, 'present'),
});

function make(run: AdoptionRun, { name, fields, notes }: PlannedIntegration, count: number, w: Writer | null): Found {
  const free = numbered(name, count);
  const displayName = numbered(fields.displayName ?? name, count);
  const { made, refused } = attempt(
    run,
    w,
    () => run.integrations.create(run.actor, { ...fields, name: free, displayName }).id,
  );
  if (refused !== null)
    return { id: null, item: said('integration', { name: displayName }, displayName, 'leftOut', [refused]) };
  const all = count === 1 ? notes : [...notes, `Another integration is called ${name}; this one is called ${free}.`];
  return { id: made, item: said('integration', { name: displayName }, displayName, outcomeOf(all), all) };
}

function adoptOperations(run: AdoptionRun, { operations }: PlannedIntegration, target: Target): AdoptionItem[] {
  const { definitions, actor, store } = run;
  const { id } = target;
  const keys = operations.map(({ name }) => name);
  const known = id === null ? new Set() : definitions.knownOperations(store.read, actor, id, keys);
  const seen = new Set<string>();
  return operations.map(({ name, made: operation, notes }) => {
    if (operation === null) return said('operation', target, name, 'leftOut', notes);
    if (seen.has(name))
      return said('operation', target, name, 'leftOut', ['Another action has the same method and path.']);
    seen.add(name);
    if (known.has(name)) return said('operation', target, name, 'present');
    const { refused } = attempt(run, target.w, () => {
      if (id !== null) definitions.addOperation(actor, { integrationId: id, operation });
    });
    return refused === null
      ? said('operation', target, name, outcomeOf(notes), notes)
      : said('operation', target, name, 'leftOut', [refused]);
  });
}
