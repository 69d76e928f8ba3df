import { Menu, Portal } from '@mantine/core';
import {
  IconCopy,
  IconEdit,
  IconFileExport,
  IconFolderPlus,
  IconFolderSymlink,
  IconPencil,
  IconPlayerPlay,
  IconSend,
  IconTrash,
} from '@tabler/icons-react';
import type { CollectionNode } from './collectionRows.ts';

export interface MenuPlace {
  readonly node: CollectionNode;
  /** Px of the window. */
  readonly x: number;
  readonly y: number;
}

export interface CollectionCommands {
  open(node: CollectionNode): void;
  newRequest(node: CollectionNode): void;
  newFolder(node: CollectionNode): void;
  edit(node: CollectionNode): void;
  rename(node: CollectionNode): void;
  /** Runs all that is chosen where the line is among it. */
  run(node: CollectionNode): void;
  exportTo(node: CollectionNode): void;
  duplicate(node: CollectionNode): void;
  moveTo(node: CollectionNode): void;
  remove(node: CollectionNode): void;
}

interface CollectionMenuProps extends CollectionCommands {
  place: MenuPlace | null;
  /** How many things the commands of many are for. */
  count: number;
  may: boolean;
  onClose(): void;
}

const size = 14;

/** What can be done with a line of the tree, at the place where it was asked for. */
export function CollectionMenu({ place, count, may, onClose, ...commands }: CollectionMenuProps) {
  if (place === null) return null;
  const { node, x, y } = place;
  return (
    // Outside of the panels: a place of the window is one only there.
    <Portal>
      <Menu opened onChange={(opened) => !opened && onClose()} position="bottom-start" width={220} returnFocus={false}>
        <Menu.Target>
          <span aria-hidden style={{ position: 'fixed', left: x, top: y, width: 1, height: 1 }} />
        </Menu.Target>
        <Menu.Dropdown aria-label={`Actions for ${node.name}`}>
          {count === 1 ? <OneItems node={node} may={may} commands={commands} /> : null}
          {may ? <ManyItems node={node} count={count} commands={commands} /> : null}
        </Menu.Dropdown>
      </Menu>
    </Portal>
  );
}

interface ItemsProps {
  node: CollectionNode;
  may: boolean;
  commands: CollectionCommands;
}

function OneItems({ node, may, commands }: ItemsProps) {
  if (node.kind === 'request')
    return (
      <>
        <Menu.Item leftSection={<IconSend size={size} aria-hidden />} onClick={() => commands.open(node)}>
          Open
        </Menu.Item>
        {may ? <RenameItem node={node} commands={commands} /> : null}
      </>
    );
  const what = node.level === 1 ? 'collection' : 'folder';
  return (
    <>
      {may ? (
        <>
          <Menu.Item leftSection={<IconSend size={size} aria-hidden />} onClick={() => commands.newRequest(node)}>
            New request
          </Menu.Item>
          <Menu.Item leftSection={<IconFolderPlus size={size} aria-hidden />} onClick={() => commands.newFolder(node)}>
            New folder…
          </Menu.Item>
          <Menu.Divider />
        </>
      ) : null}
      <Menu.Item leftSection={<IconEdit size={size} aria-hidden />} onClick={() => commands.edit(node)}>
        {may ? `Edit ${what}` : `Show ${what}`}
      </Menu.Item>
      {may ? <RenameItem node={node} commands={commands} /> : null}
      <Menu.Item leftSection={<IconFileExport size={size} aria-hidden />} onClick={() => commands.exportTo(node)}>
        Export…
      </Menu.Item>
    </>
  );
}

function RenameItem({ node, commands }: Omit<ItemsProps, 'may'>) {
  return (
    <Menu.Item
      leftSection={<IconPencil size={size} aria-hidden />}
      rightSection={<Key>F2</Key>}
      onClick={() => commands.rename(node)}
    >
      Rename
    </Menu.Item>
  );
}

function ManyItems({ node, count, commands }: Omit<ItemsProps, 'may'> & { count: number }) {
  const many = count === 1 ? '' : ` ${count.toLocaleString('en')} items`;
  return (
    <>
      <Menu.Item
        leftSection={<IconPlayerPlay size={size} aria-hidden />}
        rightSection={<Key>Ctrl Enter</Key>}
        onClick={() => commands.run(node)}
      >
        Run{many}…
      </Menu.Item>
      <Menu.Item
        leftSection={<IconCopy size={size} aria-hidden />}
        rightSection={<Key>Ctrl D</Key>}
        onClick={() => commands.duplicate(node)}
      >
        Duplicate{many}
      </Menu.Item>
      <Menu.Item leftSection={<IconFolderSymlink size={size} aria-hidden />} onClick={() => commands.moveTo(node)}>
        Move{many}…
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item
        color="var(--mantine-color-error)"
        leftSection={<IconTrash size={size} aria-hidden />}
        rightSection={<Key>Del</Key>}
        onClick={() => commands.remove(node)}
      >
        Delete{many}
      </Menu.Item>
    </>
  );
}

function Key({ children }: { children: string }) {
  return (
    <span aria-hidden style={{ fontSize: 11, color: 'var(--mantine-color-dimmed)' }}>
      {children}
    </span>
  );
}
