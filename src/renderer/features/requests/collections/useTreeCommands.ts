import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { blankDraft } from '../draft/draft.ts';
import { newAddress, type SidebarProps } from '../draft/loadedDraft.ts';
import type { CollectionCommands } from './CollectionMenu.tsx';
import { type CollectionData, type CollectionNode, itemOf, liesIn, outermost } from './collectionRows.ts';
import { openMoveTo, openNewGroup } from './GroupDialogs.tsx';
import { dropPlacing, keyPlacing, type MoveKey, type Placing } from './moves.ts';
import { runSubject } from './runSubject.ts';
import { type NamedItem, namedWords, useCollectionActions } from './useCollectionActions.ts';
import type { DropAt } from './useTreeDrag.ts';
import type { TreeState } from './useTreeState.ts';

interface TreeCommandsOptions extends SidebarProps {
  readonly tree: TreeState;
  readonly data: CollectionData;
  /** Gives the keyboard back to the tree. */
  focus(): void;
}

interface TreeCommands extends CollectionCommands {
  /** What was done last, for those who do not see it. */
  readonly said: string;
  /** The line whose name is typed anew. */
  readonly renaming: string | null;
  /** What a command for a line is for: all that is chosen where the line is among it. */
  thingsOf(node: CollectionNode): readonly NamedItem[];
  step(node: CollectionNode, step: MoveKey): void;
  placingOf(node: CollectionNode, at: DropAt): Placing | null;
  drop(node: CollectionNode, at: DropAt): void;
  renamed(node: CollectionNode, name: string | undefined): void;
}

/** What the lines of the tree can be told to do. */
export function useTreeCommands({ tree, data, address, onOpen, focus }: TreeCommandsOptions): TreeCommands {
  const actions = useCollectionActions();
  const navigate = useNavigate();
  const { startRun, exportCollection } = useAppActions();
  const [said, setSaid] = useState('');
  const [renaming, setRenaming] = useState<string | null>(null);
  const thingsOf = (node: CollectionNode): readonly NamedItem[] => {
    const chosen = tree.selected.has(node.id) ? tree.rows.filter(({ id }) => tree.selected.has(id)) : [node];
    return outermost(chosen, data.groups).map((one) => ({ item: itemOf(one), name: one.name }));
  };
  const idsOf = (node: CollectionNode) => new Set<string>(thingsOf(node).map(({ item }) => item.id));
  const place = async (things: readonly NamedItem[], to: Placing) => {
    if (!(await actions.move(things, to))) return;
    if (to.into !== null) tree.setOpen([to.into], true);
    setSaid(`${namedWords(things)} moved ${to.words}.`);
  };
  const placingOf: TreeCommands['placingOf'] = (node, at) => {
    if (at.id === null) return { into: null, before: null, words: 'to the end' };
    const line = tree.rows.find(({ id }) => id === at.id);
    return line === undefined ? null : dropPlacing(line, at.side, idsOf(node), tree.children, data.groups);
  };
  const leaveRemoved = (gone: ReadonlySet<string>) => {
    const open = data.requests.find(({ id }) => id === address.saved);
    if (open !== undefined && (gone.has(open.id) || liesIn(open.groupId, gone, data.groups))) onOpen({});
  };
  return {
    said,
    renaming,
    thingsOf,
    placingOf,
    open: (node) => {
      if (node.kind === 'request') onOpen({ saved: node.id });
      else tree.setOpen([node.id], !node.open);
    },
    newRequest: (node) => {
      if (node.kind === 'group') onOpen(newAddress({ ...blankDraft(), groupId: node.id, auth: { kind: 'inherit' } }));
    },
    newFolder: (node) => {
      if (node.kind !== 'group') return;
      openNewGroup(node, ({ id, name }) => {
        tree.setOpen([node.id], true);
        tree.go(id);
        setSaid(`Folder ${name} created in ${node.name}.`);
      });
    },
    run: (node) => {
      const subject = runSubject(thingsOf(node), tree.children);
      if (subject === null) setSaid('There is no request to run.');
      else startRun(subject);
    },
    exportTo: (node) => {
      if (node.kind === 'group') exportCollection(node);
    },
    edit: (node) => void navigate(`/requests/collections/${node.id}`),
    rename: (node) => setRenaming(node.id),
    renamed: (node, name) => {
      setRenaming(null);
      focus();
      if (name === undefined) return;
      void actions.rename(itemOf(node), name).then((done) => done && setSaid(`${node.name} renamed to ${name}.`));
    },
    duplicate: (node) => {
      const things = thingsOf(node);
      void actions.duplicate(things).then((copies) => {
        if (copies[0] === undefined) return;
        tree.go(copies[0].id);
        setSaid(`${namedWords(things)} duplicated.`);
      });
    },
    moveTo: (node) => {
      const things = thingsOf(node);
      openMoveTo(`Move ${namedWords(things)}`, idsOf(node), (into, words) => {
        void place(things, { into, before: null, words });
      });
    },
    remove: (node) => {
      const things = thingsOf(node);
      const gone = idsOf(node);
      const next = tree.rows
        .slice(tree.at + 1)
        .find(({ id, parentId }) => !gone.has(id) && !liesIn(parentId, gone, data.groups));
      void actions.remove(things).then((done) => {
        if (!done) return;
        leaveRemoved(gone);
        const to = next ?? tree.rows[tree.at - 1];
        if (to !== undefined) tree.go(to.id);
        setSaid(`${namedWords(things)} deleted.`);
      });
    },
    step: (node, step) => {
      const to = keyPlacing(node, step, tree.children, data.groups);
      if (to === null) setSaid(`${node.name} cannot be moved there.`);
      else void place([{ item: itemOf(node), name: node.name }], to);
    },
    drop: (node, at) => {
      const to = placingOf(node, at);
      if (to !== null) void place(thingsOf(node), to);
    },
  };
}
