import { and, eq } from 'drizzle-orm';
import type { RequestGroup } from '#contract/collections.ts';
import { type GroupId, groupId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import type { RequestSettings } from '#contract/requestParts.ts';
import { deepestGroup } from '#core/collections/tree.ts';
import { createJudge } from '#core/http/secretJudge.ts';
import { type GroupDefaults, redactDraft } from '#main/domains/requests/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { type Expected, requireUnchanged } from '#main/kernel/edits.ts';
import { positionBefore } from '#main/kernel/order.ts';
import { type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import type { CollectionsContext } from './context.ts';
import { blankDraft } from './drafts.ts';
import { readLists, writeLists } from './rows.ts';
import { placesIn } from './siblings.ts';
import {
  type GroupRecord,
  groupFacts,
  oneGroup,
  requestGroups,
  requireGroup,
  settingNames,
  standingGroups,
} from './table.ts';

type Context = Pick<CollectionsContext, 'store' | 'facts' | 'now'>;

/** A group in full. Throws NOT_FOUND. */
export function readGroup(r: Reader, actor: Actor, id: GroupId): RequestGroup {
  return shownGroup(requireGroup(r, actor, id), readLists(r, actor.tenantId, { groupId: id }).headers);
}

function shownGroup(record: GroupRecord, headers: RequestGroup['headers']): RequestGroup {
  const { id, parentId, name, description, auth, connectionId, updatedAt, beforeScript, afterScript } = record;
  const { followRedirects, maxRedirects, connectSeconds, responseSeconds, timeoutSeconds, httpVersion, useCookies } =
    record;
  const settings = {
    followRedirects,
    maxRedirects,
    connectSeconds,
    responseSeconds,
    timeoutSeconds,
    httpVersion,
    useCookies,
  };
  const scripts = { before: beforeScript, after: afterScript };
  return { id, parentId, name, description, auth, connectionId, headers, scripts, ...settings, updatedAt };
}

/** The groups that hold a group, and itself, outermost first. Throws NOT_FOUND. */
export function recordsAbove(r: Reader, actor: Actor, id: GroupId): GroupRecord[] {
  const above: GroupRecord[] = [];
  for (let next: GroupId | null = id; next !== null && above.length <= deepestGroup; ) {
    const record: GroupRecord = requireGroup(r, actor, next);
    above.unshift(record);
    next = record.parentId;
  }
  return above;
}

/** The same with what they give to the requests below. Throws NOT_FOUND. */
export function groupChain(r: Reader, actor: Actor, id: GroupId): GroupDefaults[] {
  return recordsAbove(r, actor, id).map((record) =>
    shownGroup(record, readLists(r, actor.tenantId, { groupId: record.id }).headers),
  );
}

export interface GroupInput {
  readonly id?: GroupId | undefined;
  readonly parentId: GroupId | null;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly auth?: RequestGroup['auth'] | undefined;
  readonly connectionId?: RequestGroup['connectionId'] | undefined;
  readonly headers?: RequestGroup['headers'] | undefined;
  readonly scripts?: RequestGroup['scripts'] | undefined;
  readonly settings?: RequestSettings | undefined;
  readonly expected?: Expected;
}

/** Throws NOT_FOUND, CHANGED_MEANWHILE or INVALID. */
export function saveGroup(context: Context, actor: Actor, input: GroupInput): RequestGroup {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const id = writeGroup(context, w, actor, input);
    return readGroup(w, actor, id);
  });
}

/** The same in a transaction. */
export function writeGroup(context: Context, w: Writer, actor: Actor, input: GroupInput): GroupId {
  const before = input.id === undefined ? null : readGroup(w, actor, input.id);
  const given = givenOf(input);
  if (before) requireUnchanged(before.name, { ...before, settings: settingsOf(before) }, given, input.expected);
  else if (given.name === undefined) throw unnamed();
  const fields = hidden({ ...empty, ...before, ...given, ...given.settings });
  const at = context.now();
  const id = input.id ?? groupId.parse(uuidv7(at));
  const record: Omit<GroupRecord, 'position' | 'createdAt' | 'parentId' | 'deletedAt'> = {
    tenantId: actor.tenantId,
    id,
    ...fields.columns,
    updatedAt: at,
  };
  if (before) w.update(requestGroups).set(record).where(oneGroup(actor, id)).run();
  else
    w.insert(requestGroups)
      .values({ ...record, ...placeOf(w, actor, input.parentId), createdAt: at, deletedAt: null })
      .run();
  writeLists(w, actor.tenantId, { groupId: id }, { headers: fields.headers });
  const entity = { id, name: record.name };
  const after = { name: record.name };
  if (before) context.facts.emit(w, groupFacts.changed, { actor, entity, before: { name: before.name }, after });
  else context.facts.emit(w, groupFacts.created, { actor, entity, after });
  return id;
}

function placeOf(w: Writer, actor: Actor, parentId: GroupId | null): Pick<GroupRecord, 'parentId' | 'position'> {
  if (parentId !== null && recordsAbove(w, actor, parentId).length >= deepestGroup) throw tooDeep();
  return { parentId, position: positionBefore(placesIn(w, actor, parentId), null) };
}

export function tooDeep() {
  return commonFaults.fault('INVALID', `Folders lie in folders ${deepestGroup} deep at most.`, {
    kept: 'Nothing was changed.',
    todo: 'Choose another place.',
  });
}

const unnamed = () =>
  commonFaults.fault('INVALID', 'A name is needed.', { kept: 'Nothing was created.', field: 'name' });

const empty = {
  name: '',
  description: '',
  auth: { kind: 'inherit' as const },
  connectionId: null,
  headers: [] as RequestGroup['headers'],
  scripts: { before: '', after: '' },
  followRedirects: null,
  maxRedirects: null,
  connectSeconds: null,
  responseSeconds: null,
  timeoutSeconds: null,
  httpVersion: null,
  useCookies: null,
};

type Fields = Omit<RequestGroup, 'id' | 'parentId' | 'updatedAt'>;

/** What is given; what is undefined stays. */
function givenOf({ name, description, auth, connectionId, headers, scripts, settings }: GroupInput) {
  const all = { name, description, auth, connectionId, headers, scripts, settings };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof typeof all]?: Exclude<(typeof all)[K], undefined> };
}

const settingsOf = (group: RequestGroup) => Object.fromEntries(settingNames.map((name) => [name, group[name]]));

/** The fields without the secrets that were typed into them, by the rule that holds for requests. */
function hidden({ headers, scripts, ...fields }: Fields) {
  const { name, description, auth, connectionId } = fields;
  const parameters = headers.map((header) => ({ ...header, in: 'header' as const }));
  const kept = redactDraft({ ...blankDraft(), auth, scripts, parameters }, { judge: createJudge() });
  const { followRedirects, maxRedirects, connectSeconds, responseSeconds, timeoutSeconds, httpVersion, useCookies } =
    fields;
  return {
    headers: kept.parameters.map(({ name: header, value, enabled, description: words }) => ({
      name: header,
      value: typeof value === 'string' ? value : JSON.stringify(value),
      enabled,
      description: words,
    })),
    columns: {
      name,
      description,
      auth: kept.auth,
      connectionId,
      beforeScript: kept.scripts.before,
      afterScript: kept.scripts.after,
      followRedirects,
      maxRedirects,
      connectSeconds,
      responseSeconds,
      timeoutSeconds,
      httpVersion,
      useCookies,
    },
  };
}

/** All groups that lie below one, at any depth. */
export function groupsBelow(r: Reader, actor: Actor, id: GroupId): GroupRecord[] {
  const all: GroupRecord[] = [];
  const waiting = [id];
  const seen = new Set<GroupId>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    // Two computers can have moved two groups into each other.
    if (seen.has(next)) continue;
    seen.add(next);
    const inside = and(standingGroups(actor), eq(requestGroups.parentId, next));
    const children = r.select().from(requestGroups).where(inside).orderBy(requestGroups.position).all();
    all.push(...children);
    waiting.push(...children.map((child) => child.id));
  }
  return all;
}
