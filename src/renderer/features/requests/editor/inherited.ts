import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RequestGroup } from '#contract/collections.ts';
import type { EnvironmentId, GroupId } from '#contract/common.ts';
import type { RequestSettings } from '#contract/requestParts.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useCollections } from '../queries.ts';
import type { InheritedAuth } from './auth/AuthFields.tsx';
import type { KeepPlace } from './auth/KeepSecret.tsx';

/** What counts where a request or group says nothing itself. */
export interface Inherited {
  readonly auth: InheritedAuth | undefined;
  readonly settings: RequestSettings;
}

/** The group and those above it, the innermost first, as far as they are read. */
export function useGroupsAbove(id: GroupId | null): readonly RequestGroup[] {
  const tree = useCollections();
  const ids = useMemo(() => {
    const parents = new Map(
      (tree.data?.groups ?? []).flatMap((row) => ('parentId' in row ? [[row.id, row.parentId] as const] : [])),
    );
    const above = new Set<GroupId>();
    for (let at = id; at !== null && !above.has(at); at = parents.get(at) ?? null) above.add(at);
    return [...above];
  }, [tree.data, id]);
  return useQueries({
    queries: ids.map((each) => orpc.collections.group.queryOptions({ input: { id: each } })),
    combine: (results) => results.flatMap(({ data }) => (data === undefined ? [] : [data])),
  });
}

export const groupWords = ({ parentId, name }: Pick<RequestGroup, 'parentId' | 'name'>): string =>
  `${parentId === null ? 'collection' : 'folder'} ${name}`;

/** What a group and those above it give to what lies in it. */
export function inheritedFrom(above: readonly RequestGroup[]): Inherited {
  const said = above.find(({ auth }) => auth.kind !== 'inherit');
  const nearest = <K extends keyof RequestSettings>(name: K): RequestSettings[K] | null =>
    above.find((group) => group[name] !== null)?.[name] ?? null;
  return {
    auth: said && { from: groupWords(said), auth: said.auth, connectionId: said.connectionId },
    settings: {
      followRedirects: nearest('followRedirects'),
      maxRedirects: nearest('maxRedirects'),
      connectSeconds: nearest('connectSeconds'),
      responseSeconds: nearest('responseSeconds'),
      timeoutSeconds: nearest('timeoutSeconds'),
      httpVersion: nearest('httpVersion'),
      useCookies: nearest('useCookies'),
    },
  };
}

/** Where a secret of a request can be kept: its environment, the one that always counts, and the groups above it. */
export function useKeepPlaces(chosen: EnvironmentId | null, above: readonly RequestGroup[]): KeepPlace[] {
  const environments = useQuery(orpc.environments.list.queryOptions());
  const counted = (environments.data ?? []).flatMap((each) =>
    'isGlobal' in each && (each.isGlobal || each.id === chosen) ? [each] : [],
  );
  counted.sort((a, b) => Number(a.isGlobal) - Number(b.isGlobal));
  return [
    ...counted.map(({ id, name, isGlobal }) => ({
      owner: { kind: 'environment' as const, id },
      label: isGlobal ? `${name} (every environment)` : `environment ${name}`,
    })),
    ...above.map((group) => ({ owner: { kind: 'group' as const, id: group.id }, label: groupWords(group) })),
  ];
}
