import { setImmediate as nextTurn } from 'node:timers/promises';
import type { IntegrationId } from '#contract/common.ts';
import type { AdoptionItem, AdoptionReport } from '#contract/sync.ts';
import type { IntegrationRecord } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import { adoptConnections } from './adoptConnections.ts';
import { markedIntegrations, readMark, writeMark } from './marks.ts';
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
  const taken: Taken = { ids: markedIntegrations(run.store.read, markOf(run, '')), names: new Set() };
  const items: AdoptionItem[] = [];
  for (const planned of plan.integrations) {
    items.push(
      ...(run.dryRun
        ? adoptIntegration(run, planned, taken, null)
        : run.store.write((w) => adoptIntegration(run, planned, taken, w))),
    );
    await nextTurn();
  }
  for (const { kind, name, reason } of plan.leftOut)
    items.push(said(kind, { name: kind === 'integration' ? name : '' }, name, 'leftOut', [reason]));
  return { database, schema, items };
}

const markOf = ({ actor: { tenantId }, source }: AdoptionRun, sourceId: string) => ({ tenantId, source, sourceId });

function adoptIntegration(
  run: AdoptionRun,
  planned: PlannedIntegration,
  taken: Taken,
  w: Writer | null,
): AdoptionItem[] {
  const mark = markOf(run, `integration:${planned.sourceId}`);
  const known = recognise(run, planned, taken, readMark(run.store.read, mark)?.integrationId);
  const { item, id } = known === null ? make(run, planned, taken, w) : present(known);
  if (item.outcome === 'leftOut') return [item];
  if (id !== null) {
    taken.ids.add(id);
    if (w !== null) writeMark(w, mark, { integrationId: id, connectionId: null }, run.now());
  }
  const target: Target = { id, name: item.name, w };
  return [item, ...adoptOperations(run, planned, target), ...adoptConnections(run, planned.connections, target)];
}

/**
 * The integration that the row was made into before, where its name or address still is the same, since another database of this name
 * may have the same ids. Else the one of the same name and address, unless it stands for another row.
 */
function recognise(
  { integrations, actor }: AdoptionRun,
  { name, fields: { baseUrl } }: PlannedIntegration,
  { ids }: Taken,
  markedId: IntegrationId | undefined,
): IntegrationRecord | null {
  const marked = markedId === undefined ? null : integrations.find(actor, { id: markedId });
  if (marked !== null && (marked.name === name || sameAddress(marked.baseUrl, baseUrl))) return marked;
  const named = integrations.find(actor, { name });
  return named !== null && !ids.has(named.id) && sameAddress(named.baseUrl, baseUrl) ? named : null;
}

const sameAddress = (one: string, other: string): boolean => bare(one) === bare(other);
const bare = (url: string): string => (URL.parse(url)?.href ?? url).replace(/\/+$/, '');

interface Found {
  readonly item: AdoptionItem;
  readonly id: IntegrationId | null;
}

const present = ({ id, displayName: name }: IntegrationRecord): Found => ({
  id,
  item: said('integration', { name }, name, 'present'),
});

function make(
  run: AdoptionRun,
  { name, fields, notes }: PlannedIntegration,
  { names }: Taken,
  w: Writer | null,
): Found {
  const { integrations, actor } = run;
  const isFree = (free: string) => !names.has(free.toLowerCase()) && integrations.find(actor, { name: free }) === null;
  let count = 1;
  while (!isFree(numbered(name, count))) count += 1;
  const free = numbered(name, count);
  const displayName = fields.displayName ?? free;
  const { made, refused } = attempt(run, w, () => integrations.create(actor, { ...fields, name: free }).id);
  if (refused !== null)
    return { id: null, item: said('integration', { name: displayName }, displayName, 'leftOut', [refused]) };
  names.add(free.toLowerCase());
  const all = free === name ? notes : [...notes, `Another integration is called ${name}; this one is called ${free}.`];
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
