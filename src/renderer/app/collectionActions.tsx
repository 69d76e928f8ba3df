import { IconFileExport, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { usePlacedGroups } from '#renderer/entities/collection/groups.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useMay } from '#renderer/session/session.ts';
import type { PaletteAction } from './paletteActions.tsx';

const mostShown = 6;
const size = 18;

/** "run shop" and "export shop": what can be done with the collections, folders and saved requests that the other words name. */
export function useCollectionActions(query: string): { label: string; actions: PaletteAction[] }[] {
  const { startRun, exportCollection } = useAppActions();
  const may = useMay('editor');
  const groups = usePlacedGroups();
  const requests = useQuery(orpc.collections.tree.queryOptions()).data?.requests ?? [];
  const words = query.trim().toLowerCase().split(/\s+/);
  const named = (verb: string, name: string) =>
    words.includes(verb) && words.every((word) => word === verb || name.toLowerCase().includes(word));
  const placeOf = (path: readonly string[]) => (path.length < 2 ? 'Collection' : path.slice(0, -1).join(' / '));
  const runGroups = groups
    .filter(({ path }) => named('run', path.join(' ')))
    .slice(0, mostShown)
    .map(({ id, path }): PaletteAction => {
      const name = path.at(-1) ?? '';
      return {
        id: `run ${id}`,
        label: `Run ${name}…`,
        description: placeOf(path),
        icon: <IconPlayerPlay size={size} aria-hidden />,
        onClick: () => startRun({ name, target: { kind: 'group', id } }),
      };
    });
  const runRequests = requests
    .filter(({ name }) => words.length > 1 && named('run', name))
    .slice(0, mostShown)
    .map(
      ({ id, name, method }): PaletteAction => ({
        id: `run ${id}`,
        label: `Run ${name}…`,
        description: method,
        icon: <IconPlayerPlay size={size} aria-hidden />,
        onClick: () => startRun({ name, target: { kind: 'requests', ids: [id] } }),
      }),
    );
  const exports = groups
    .filter(({ path }) => named('export', path.join(' ')))
    .slice(0, mostShown)
    .map(({ id, path }): PaletteAction => {
      const name = path.at(-1) ?? '';
      return {
        id: `export ${id}`,
        label: `Export ${name}…`,
        description: placeOf(path),
        icon: <IconFileExport size={size} aria-hidden />,
        onClick: () => exportCollection({ id, name }),
      };
    });
  return [
    { label: 'Run', actions: may ? [...runGroups, ...runRequests] : [] },
    { label: 'Export', actions: exports },
  ];
}
