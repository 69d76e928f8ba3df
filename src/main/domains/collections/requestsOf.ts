import type { GroupId, SavedRequestId } from '#contract/common.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { counted } from '#core/counted.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { draftOf } from './drafts.ts';
import { recordsAbove } from './groups.ts';
import { readLists } from './rows.ts';
import { siblingsIn } from './siblings.ts';
import { requireGroup, requireSaved } from './table.ts';

export type RequestsTarget =
  | { readonly kind: 'group'; readonly id: GroupId }
  | { readonly kind: 'requests'; readonly ids: readonly SavedRequestId[] };

/** A saved request with the names of the groups that it lies in, outermost first. */
export interface FoundRequest {
  readonly id: SavedRequestId;
  readonly name: string;
  readonly path: string[];
  readonly draft: RequestDraft;
}

/** The requests of a group in their order, at any depth, or those that are named. Throws NOT_FOUND. */
export function requestsOf(
  r: Reader,
  actor: Actor,
  target: RequestsTarget,
): { name: string; requests: FoundRequest[] } {
  if (target.kind === 'group') {
    const path = recordsAbove(r, actor, target.id).map(({ name }) => name);
    return { name: path.at(-1) ?? '', requests: requestsIn(r, actor, target.id, path) };
  }
  const requests = target.ids.map((id) => {
    const { groupId } = requireSaved(r, actor, id);
    return requestWith(r, actor, id, groupId === null ? [] : recordsAbove(r, actor, groupId).map(({ name }) => name));
  });
  const [first] = requests;
  return { name: requests.length === 1 && first ? first.name : counted(requests.length, 'request'), requests };
}

function requestsIn(r: Reader, actor: Actor, id: GroupId, path: string[]): FoundRequest[] {
  return siblingsIn(r, actor, id).flatMap((item) =>
    item.kind === 'request'
      ? [requestWith(r, actor, item.id, path)]
      : requestsIn(r, actor, item.id, [...path, requireGroup(r, actor, item.id).name]),
  );
}

function requestWith(r: Reader, actor: Actor, id: SavedRequestId, path: string[]): FoundRequest {
  const record = requireSaved(r, actor, id);
  return { id, name: record.name, path, draft: draftOf(record, readLists(r, actor.tenantId, { requestId: id })) };
}
