import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CollectionItem } from '#contract/collections.ts';
import { counted } from '#core/counted.ts';
import { orpc } from '#renderer/platform/client.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import type { Placing } from './moves.ts';

/** A thing and what it is called, for what is said of it. */
export interface NamedItem {
  readonly item: CollectionItem;
  readonly name: string;
}

export interface CollectionActions {
  /** Each resolves to true when it was done; a failure is shown by itself. */
  move(things: readonly NamedItem[], to: Placing): Promise<boolean>;
  rename(item: CollectionItem, name: string): Promise<boolean>;
  /** Answers the copies. */
  duplicate(things: readonly NamedItem[]): Promise<readonly CollectionItem[]>;
  /** Deletes them and offers to take it back. */
  remove(things: readonly NamedItem[]): Promise<boolean>;
}

const quietly = <T>(work: Promise<T>): Promise<T | null> => work.catch(() => null);

/** "Get a pet", or "3 things". */
export const namedWords = (things: readonly NamedItem[]): string =>
  things.length === 1 ? (things[0]?.name ?? '') : counted(things.length, 'item');

/** What can be done with collections, folders and saved requests. */
export function useCollectionActions(): CollectionActions {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: orpc.collections.key() });
  // What comes or goes may be gone to before it is drawn.
  const soon = { onSuccess: () => void onSuccess() };
  const move = useMutation(orpc.collections.move.mutationOptions({ onSuccess }));
  const rename = useMutation(orpc.collections.rename.mutationOptions({ onSuccess }));
  const duplicate = useMutation(orpc.collections.duplicate.mutationOptions(soon));
  const remove = useMutation(orpc.collections.remove.mutationOptions(soon));
  const restore = useMutation(orpc.collections.restore.mutationOptions({ onSuccess }));
  const itemsOf = (things: readonly NamedItem[]) => things.map(({ item }) => item);
  return {
    move: async (things, { into, before }) =>
      (await quietly(move.mutateAsync({ items: itemsOf(things), into, before }))) !== null,
    rename: async (item, name) => (await quietly(rename.mutateAsync({ item, name }))) !== null,
    duplicate: async (things) => (await quietly(duplicate.mutateAsync({ items: itemsOf(things) })))?.items ?? [],
    remove: async (things) => {
      const items = itemsOf(things);
      if ((await quietly(remove.mutateAsync({ items }))) === null) return false;
      const are = things.length === 1 ? 'is' : 'are';
      toastDone(`${namedWords(things)} ${are} deleted`, () => restore.mutate({ items }));
      return true;
    },
  };
}
