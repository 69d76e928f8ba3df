import { useEffect, useMemo, useRef, useState } from 'react';
import { z } from 'zod';
import type { GroupId } from '#contract/common.ts';
import { readKept, writeKept } from '#renderer/ui/kept.ts';
import { useCollectionSearch } from '../queries.ts';
import {
  allRows,
  type Children,
  type CollectionData,
  type CollectionNode,
  childrenOf,
  foundRows,
  groupsAbove,
} from './collectionRows.ts';

const nothing: CollectionData = { groups: [], requests: [] };
const item = (tenantId: string) => `patchbay:collections:${tenantId}`;

export interface TreeState {
  readonly rows: readonly CollectionNode[];
  readonly children: Children;
  readonly active: CollectionNode | undefined;
  /** Index of the active line; -1 where there is none. */
  readonly at: number;
  readonly selected: ReadonlySet<string>;
  go(id: string): void;
  /** Chooses all from where the choice began to the line. */
  extend(to: number): void;
  toggleSelected(id: string): void;
  select(ids: Iterable<string>): void;
  setOpen(ids: readonly string[], open: boolean): void;
}

/** What of the collections is shown: which groups are open (kept on this machine for each tenant), where the keyboard is, and what is chosen. */
export function useTreeState(
  tenantId: string,
  data: CollectionData = nothing,
  search: string,
  savedId: string,
  groupId: string,
): TreeState {
  const [opened, setOpened] = useState<ReadonlySet<string>>(
    () => new Set(readKept(item(tenantId), z.array(z.string())) ?? []),
  );
  useEffect(() => writeKept(item(tenantId), [...opened]), [tenantId, opened]);
  const children = useMemo(() => childrenOf(data), [data]);
  const also = useCollectionSearch(search);
  const rows = useMemo(
    () => (search === '' ? allRows(children, opened) : foundRows(children, search, also)),
    [children, opened, search, also],
  );
  const [activeId, setActiveId] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);
  useShown(data, savedId, groupId, setOpened, setActiveId);
  const wanted = activeId ?? savedId;
  const found = rows.findIndex(({ id }) => id === wanted);
  // What the keyboard was on may be gone, or not be drawn yet: it stays in the same place.
  const last = useRef(-1);
  if (found >= 0 || activeId === null) last.current = found;
  const at = found >= 0 ? found : Math.min(last.current, rows.length - 1);
  return {
    rows,
    children,
    active: rows[at],
    at,
    selected,
    go: (id) => {
      setActiveId(id);
      anchor.current = id;
      setSelected(new Set());
    },
    extend: (to) => {
      const from = rows.findIndex(({ id }) => id === (anchor.current ?? rows[at]?.id));
      const [first, last] = [Math.min(from, to), Math.max(from, to)];
      if (anchor.current === null) anchor.current = rows[from]?.id ?? null;
      setSelected(new Set(rows.slice(Math.max(first, 0), last + 1).map(({ id }) => id)));
      setActiveId(rows[to]?.id ?? null);
    },
    toggleSelected: (id) => {
      setActiveId(id);
      anchor.current = id;
      setSelected((now) => (now.has(id) ? new Set([...now].filter((one) => one !== id)) : new Set([...now, id])));
    },
    select: (ids) => setSelected(new Set(ids)),
    setOpen: (ids, open) =>
      setOpened((now) => (open ? new Set([...now, ...ids]) : new Set([...now].filter((id) => !ids.includes(id))))),
  };
}

/** Shows the group that was asked for, opened, and the request that is open in the editor, once for each. */
function useShown(
  { groups, requests }: CollectionData,
  savedId: string,
  groupId: string,
  setOpened: (change: (now: ReadonlySet<string>) => ReadonlySet<string>) => void,
  setActiveId: (id: string) => void,
): void {
  const shown = useRef({ saved: '', group: '' });
  useEffect(() => {
    const show = (id: string, open: readonly string[]) => {
      setActiveId(id);
      setOpened((now) => (open.every((each) => now.has(each)) ? now : new Set([...now, ...open])));
    };
    const above = (id: GroupId | null) => groupsAbove(groups, id).map((each) => each.id);
    const group = groupId === shown.current.group ? undefined : groups.find(({ id }) => id === groupId);
    if (group !== undefined) {
      shown.current.group = groupId;
      show(group.id, [...above(group.parentId), group.id]);
    }
    const row = savedId === shown.current.saved ? undefined : requests.find(({ id }) => id === savedId);
    if (row !== undefined) {
      shown.current.saved = savedId;
      show(row.id, above(row.groupId));
    }
  }, [groups, requests, savedId, groupId, setOpened, setActiveId]);
}
