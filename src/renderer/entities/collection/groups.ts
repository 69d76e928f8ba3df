import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { GroupRow } from '#contract/collections.ts';
import type { GroupId } from '#contract/common.ts';
import { orpc } from '#renderer/platform/client.ts';
import { unreadableIn } from '#renderer/ui/Unreadable.tsx';

export interface PlacedGroup {
  readonly id: GroupId;
  /** The names of what it lies in and its own, outermost first. */
  readonly path: readonly string[];
}

/** Every collection and folder with where it lies, a folder below what it lies in. */
export function usePlacedGroups(): readonly PlacedGroup[] {
  const { data } = useQuery(orpc.collections.tree.queryOptions());
  return useMemo(() => placed(data?.groups.filter((row) => unreadableIn(row) === undefined) ?? []), [data]);
}

/** Groups with their paths in the order of the tree. What lies in a group that is not among them is left out. */
export function placed(groups: readonly GroupRow[]): PlacedGroup[] {
  const children = Map.groupBy(groups, ({ parentId }) => parentId);
  const below = (parent: GroupId | null, path: readonly string[]): PlacedGroup[] =>
    (children.get(parent) ?? []).flatMap(({ id, name }) => {
      const own = [...path, name];
      return [{ id, path: own }, ...below(id, own)];
    });
  return below(null, []);
}
