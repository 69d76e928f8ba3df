import { Anchor, Button, Group, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core';
import { IconFileImport, IconFolderPlus, IconFolders, IconPlayerPlay } from '@tabler/icons-react';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useId, useRef, useState } from 'react';
import { Link } from 'react-router';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useMay, useSession } from '#renderer/session/session.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { UnreadableRows } from '#renderer/ui/Unreadable.tsx';
import { VirtualList } from '#renderer/ui/virtualList/index.ts';
import { newAddress, type SidebarProps } from '../draft/loadedDraft.ts';
import { useCollections } from '../queries.ts';
import { CollectionLine } from './CollectionLine.tsx';
import { CollectionMenu, type MenuPlace } from './CollectionMenu.tsx';
import type { CollectionData, CollectionNode } from './collectionRows.ts';
import classes from './collections.module.css';
import { openNewGroup } from './GroupDialogs.tsx';
import { type TreeCommand, treeCommand, typedRow } from './treeKeys.ts';
import { useTreeCommands } from './useTreeCommands.ts';
import { useTreeDrag } from './useTreeDrag.ts';
import { type TreeState, useTreeState } from './useTreeState.ts';

interface CollectionsProps extends SidebarProps {
  search: string;
  /** The collection or folder that is to be shown; empty for none. */
  group: string;
  /** Saved requests that are open with changes. */
  changed: ReadonlySet<string>;
}

/** Collections with their folders and saved requests. */
export function Collections(props: CollectionsProps) {
  const { search, group, address, onOpen } = props;
  const session = useSession();
  const may = useMay('editor');
  const collections = useCollections();
  const { importCollections } = useAppActions();
  const tree = useTreeState(session?.tenant.id ?? '', collections.data, search, address.saved, group);
  if (collections.isError) return <ErrorNotice error={collections.error} onRetry={() => void collections.refetch()} />;
  if (collections.data === undefined) return <TreeSkeleton />;
  const newCollection = () =>
    openNewGroup(null, ({ id }) => {
      tree.setOpen([id], true);
      tree.go(id);
    });
  const { groups, requests } = collections.data;
  if (groups.length + requests.length === 0)
    return (
      <NoCollections
        may={may}
        onNew={newCollection}
        onImport={importCollections}
        onRequest={() => onOpen(newAddress())}
      />
    );
  return (
    <>
      <UnreadableRows rows={[...groups, ...requests]} />
      {may ? (
        <div className={classes.bar}>
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label="New collection"
            leftSection={<IconFolderPlus size={14} aria-hidden />}
            onClick={newCollection}
          >
            New
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={<IconFileImport size={14} aria-hidden />}
            onClick={importCollections}
          >
            Import
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            component={Link}
            to="/requests/runs"
            leftSection={<IconPlayerPlay size={14} aria-hidden />}
          >
            Runs
          </Button>
        </div>
      ) : null}
      {tree.rows.length === 0 ? (
        <Text size="sm" c="dimmed" p="sm">
          No results for “{search}”. Requests are found by their name, address or description.
        </Text>
      ) : (
        <Tree {...props} may={may} data={collections.data} tree={tree} />
      )}
    </>
  );
}

interface TreeProps extends CollectionsProps {
  may: boolean;
  data: CollectionData;
  tree: TreeState;
}

const typingMs = 700;

type LineCommand = Extract<TreeCommand, { does: 'rename' | 'remove' | 'duplicate' | 'menu' | 'run' }> & {
  readonly does: 'rename' | 'remove' | 'duplicate' | 'run';
};
const isForLine = (command: TreeCommand): command is LineCommand =>
  ['rename', 'remove', 'duplicate', 'run'].includes(command.does);

function Tree({ address, onOpen, changed, may, data, tree }: TreeProps) {
  const id = useId();
  const element = useRef<HTMLDivElement>(null);
  const focus = () => element.current?.focus({ preventScroll: true });
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const commands = useTreeCommands({ tree, data, address, onOpen, focus });
  const typed = useRef({ text: '', at: 0 });
  const drag = useTreeDrag({
    rows: tree.rows,
    enabled: may,
    accepts: (from, at) => commands.placingOf(from, at) !== null,
    onDrop: (from, at) => commands.drop(from, at),
  });
  const run = (command: TreeCommand) => {
    const row = tree.active;
    if (command.does === 'go') {
      const next = tree.rows[command.to];
      if (command.extend) tree.extend(command.to);
      else if (next !== undefined) tree.go(next.id);
    } else if (command.does === 'type') {
      const now = Date.now();
      const text = now - typed.current.at < typingMs ? typed.current.text + command.text : command.text;
      typed.current = { text, at: now };
      const next = tree.rows[typedRow(tree.rows, tree.at, text) ?? -1];
      if (next !== undefined) tree.go(next.id);
    } else if (command.does === 'selectAll') tree.select(tree.rows.map((one) => one.id));
    else if (command.does === 'clear') {
      drag.cancel();
      tree.select([]);
    } else if (row !== undefined) runOn(row, command);
  };
  const runOn = (row: CollectionNode, command: TreeCommand) => {
    if (command.does === 'choose') commands.open(row);
    else if (command.does === 'open' || command.does === 'close') tree.setOpen([row.id], command.does === 'open');
    else if (command.does === 'select') tree.toggleSelected(row.id);
    // Not before the key has gone all the way: the menu would take it for a press outside of it.
    else if (command.does === 'menu')
      requestAnimationFrame(() => setMenu({ node: row, ...placeOf(element.current, `${id}-${tree.at}`) }));
    else if (!may) return;
    else if (command.does === 'move') commands.step(row, command.step);
    else if (isForLine(command)) commands[command.does](row);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement) return;
    const command = treeCommand(event, tree.rows, tree.at);
    if (command === null) return;
    event.preventDefault();
    run(command);
  };
  const onClick = (node: CollectionNode, event: MouseEvent) => {
    if (drag.wasDragged()) return;
    if (event.shiftKey) return tree.extend(tree.rows.indexOf(node));
    if (event.ctrlKey || event.metaKey) return tree.toggleSelected(node.id);
    tree.go(node.id);
    commands.open(node);
  };
  return (
    <>
      <VirtualList
        frame={{
          ref: element,
          role: 'tree',
          'aria-label': 'Collections',
          'aria-multiselectable': true,
          tabIndex: 0,
          'aria-activedescendant': tree.at < 0 ? undefined : `${id}-${tree.at}`,
          className: classes.tree,
          'data-drop': drag.drop?.side === 'end' ? 'end' : undefined,
          onKeyDown,
          onMouseDown: (event) => {
            if (event.target instanceof HTMLInputElement) return;
            event.preventDefault();
            focus();
          },
          ...drag.handlers,
        }}
        items={tree.rows}
        current={tree.at}
        render={(node, style, index) => (
          <CollectionLine
            key={node.id}
            id={`${id}-${index}`}
            node={node}
            style={style}
            current={node.id === address.saved}
            active={index === tree.at}
            selected={tree.selected.has(node.id)}
            changed={changed.has(node.id)}
            dragged={drag.dragged !== null && commands.thingsOf(drag.dragged).some((one) => one.item.id === node.id)}
            drop={drag.drop?.id === node.id ? drag.drop.side : null}
            renaming={commands.renaming === node.id}
            onChoose={(event) => onClick(node, event)}
            onMenu={(x, y) => {
              if (!tree.selected.has(node.id)) tree.go(node.id);
              setMenu({ node, x, y });
            }}
            onRenamed={(name) => commands.renamed(node, name)}
          />
        )}
      />
      <VisuallyHidden role="status">{commands.said}</VisuallyHidden>
      <CollectionMenu
        place={menu}
        count={menu === null ? 0 : commands.thingsOf(menu.node).length}
        may={may}
        onClose={() => {
          setMenu(null);
          focus();
        }}
        {...commands}
      />
    </>
  );
}

/** Below the beginning of a line, as the menu of a key opens. */
function placeOf(tree: HTMLElement | null, lineId: string): { x: number; y: number } {
  const box = (document.getElementById(lineId) ?? tree)?.getBoundingClientRect();
  return { x: (box?.left ?? 0) + 24, y: box?.bottom ?? 0 };
}

function TreeSkeleton() {
  return (
    <Stack p="xs" gap="sm" role="status" aria-busy aria-label="Loading">
      {['a', 'b', 'c', 'd', 'e'].map((key) => (
        <Skeleton key={key} h={14} />
      ))}
    </Stack>
  );
}

interface NoCollectionsProps {
  may: boolean;
  onNew(): void;
  onImport(): void;
  onRequest(): void;
}

function NoCollections({ may, onNew, onImport, onRequest }: NoCollectionsProps) {
  const more: ReactNode = (
    <Group gap="xs" justify="center">
      <Button size="xs" onClick={onNew}>
        New collection
      </Button>
      <Button size="xs" variant="default" onClick={onImport}>
        Import
      </Button>
    </Group>
  );
  return (
    <EmptyState icon={<IconFolders size={24} />} title="No collections yet" actions={may ? more : undefined}>
      A collection keeps requests together, with their authentication and variables.
      {may ? (
        <>
          <br />
          <Anchor component="button" type="button" size="sm" mt={8} onClick={onRequest}>
            Write a request and save it
          </Anchor>
        </>
      ) : null}
    </EmptyState>
  );
}
