import type { CollectionItem } from '#contract/collections.ts';
import type { GroupId, SavedRequestId } from '#contract/common.ts';
import { counted } from '#core/counted.ts';
import type { RunSubject } from '#renderer/session/AppActions.tsx';
import type { Children } from './collectionRows.ts';
import type { NamedItem } from './useCollectionActions.ts';

/** What is run of the lines that were chosen: one collection or folder by itself, else their requests in the order of the list. Null where there is none. */
export function runSubject(things: readonly NamedItem[], children: Children): RunSubject | null {
  const [only] = things;
  if (only !== undefined && things.length === 1 && only.item.kind === 'group')
    return { name: only.name, target: { kind: 'group', id: only.item.id } };
  const ids = things.flatMap(({ item }) => requestsOf(item, children));
  if (only === undefined || ids.length === 0) return null;
  return {
    name: things.length === 1 ? only.name : counted(ids.length, 'request'),
    target: { kind: 'requests', ids },
  };
}

const requestsOf = (item: CollectionItem, children: Children): SavedRequestId[] =>
  item.kind === 'request' ? [item.id] : requestsIn(item.id, children);

const requestsIn = (id: GroupId, children: Children): SavedRequestId[] =>
  (children.get(id) ?? []).flatMap((child) =>
    child.kind === 'request' ? [child.row.id] : requestsIn(child.row.id, children),
  );
