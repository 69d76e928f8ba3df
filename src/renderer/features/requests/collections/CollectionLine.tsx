import { Text, TextInput, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconDots, IconFolder } from '@tabler/icons-react';
import { type CSSProperties, type MouseEvent, useRef, useState } from 'react';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { OperationGone } from '../OperationGone.tsx';
import shared from '../requests.module.css';
import type { CollectionNode } from './collectionRows.ts';
import classes from './collections.module.css';
import type { DropSide } from './moves.ts';

export interface CollectionLineProps {
  id: string;
  node: CollectionNode;
  style: CSSProperties;
  /** It is open in the editor. */
  current: boolean;
  /** The keyboard is on it. */
  active: boolean;
  selected: boolean;
  /** It is open with changes that are not saved. */
  changed: boolean;
  dragged: boolean;
  drop: DropSide | null;
  renaming: boolean;
  onChoose(event: MouseEvent): void;
  /** Opens its menu at a place of the window. */
  onMenu(x: number, y: number): void;
  /** Undefined where it stays as it is. */
  onRenamed(name: string | undefined): void;
}

const indent = 14;

/** One line: a collection or folder that opens, or a saved request. */
export function CollectionLine(props: CollectionLineProps) {
  const { id, node, style, current, active, selected, dragged, drop, renaming, onChoose, onMenu } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys, as WAI-ARIA asks of a tree with an active descendant
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      data-node={node.id}
      aria-label={spoken(props)}
      aria-level={node.level}
      aria-expanded={node.kind === 'group' ? node.open : undefined}
      aria-selected={selected}
      aria-current={current ? 'page' : undefined}
      className={`${shared.item} ${classes.line}`}
      data-active={active || undefined}
      data-dragged={dragged || undefined}
      data-drop={drop ?? undefined}
      style={{ ...style, paddingLeft: 6 + (node.level - 1) * indent }}
      title={node.kind === 'request' ? `${node.name}\n${node.row.method} ${node.row.url}` : node.name}
      onClick={onChoose}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(event.clientX, event.clientY);
      }}
    >
      {node.kind === 'group' ? <GroupSigns open={node.open} /> : <MethodBadge method={node.row.method} />}
      {renaming ? (
        <RenameField name={node.name} onEnd={props.onRenamed} />
      ) : (
        <>
          <span
            className={shared.itemText}
            style={node.level === 1 && node.kind === 'group' ? { fontWeight: 600 } : {}}
          >
            {node.name}
          </span>
          <Marks {...props} />
        </>
      )}
    </div>
  );
}

/** What a line says to those who do not see it. */
function spoken({ node, changed }: CollectionLineProps): string {
  if (node.kind === 'group') return node.name;
  const gone = node.row.operationGone ? ', no longer in the definition' : '';
  return `${node.row.method} ${node.name}${gone}${changed ? ', not saved' : ''}`;
}

function GroupSigns({ open }: { open: boolean }) {
  return (
    <>
      {open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
      <IconFolder size={14} aria-hidden />
    </>
  );
}

function Marks({ node, changed, onMenu }: CollectionLineProps) {
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      {node.kind === 'request' && node.row.operationGone ? <OperationGone short /> : null}
      {changed ? (
        <Tooltip label="Changes are not saved">
          <span className={classes.changed} role="img" aria-label="not saved" />
        </Tooltip>
      ) : null}
      {node.kind === 'group' ? (
        <Text size="xs" c="dimmed" className={classes.count ?? ''}>
          {node.requests.toLocaleString('en')}
        </Text>
      ) : null}
      <button
        ref={button}
        type="button"
        tabIndex={-1}
        className={classes.more}
        aria-label={`Actions for ${node.name}`}
        aria-haspopup="menu"
        onClick={(event) => {
          event.stopPropagation();
          const { left, bottom } = event.currentTarget.getBoundingClientRect();
          onMenu(left, bottom);
        }}
      >
        <IconDots size={14} aria-hidden />
      </button>
    </>
  );
}

function RenameField({ name, onEnd }: { name: string; onEnd(name: string | undefined): void }) {
  const [text, setText] = useState(name);
  const ended = useRef(false);
  const end = (given: string | undefined) => {
    if (ended.current) return;
    ended.current = true;
    const wanted = given?.trim();
    onEnd(wanted === '' || wanted === name ? undefined : wanted);
  };
  return (
    <TextInput
      size="xs"
      flex={1}
      miw={0}
      aria-label={`New name of ${name}`}
      value={text}
      maxLength={120}
      autoFocus
      data-autofocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.currentTarget.value)}
      onClick={(event) => event.stopPropagation()}
      onBlur={() => end(text)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') end(text);
        if (event.key === 'Escape') end(undefined);
      }}
    />
  );
}
