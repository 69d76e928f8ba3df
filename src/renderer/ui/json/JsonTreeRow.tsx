import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconChevronDown, IconChevronRight, IconCopy, IconRoute } from '@tabler/icons-react';
import type { CSSProperties, ReactElement } from 'react';
import classes from './json.module.css';
import type { JsonRow } from './jsonRows.ts';
import { isContainer, scalarText, sizeOf } from './jsonValue.ts';

interface JsonTreeRowProps {
  row: JsonRow;
  id: string;
  active: boolean;
  match: boolean;
  style: CSSProperties;
  onToggle(): void;
  onSelect(): void;
  copyValue(): string;
  copyPath(): string;
}

const longest = 2_000;

/** One line of the tree: a name, a value or the size of what is inside, and ways to copy it. */
export function JsonTreeRow({ row, id, active, match, style, onToggle, onSelect, ...copy }: JsonTreeRowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys, as WAI-ARIA asks of a tree with an active descendant
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.open ?? undefined}
      aria-selected={active}
      data-match={match || undefined}
      className={classes.row}
      style={{ ...style, paddingLeft: 4 + row.depth * 16 }}
      onClick={row.open === null ? onSelect : onToggle}
    >
      <span className={classes.twisty}>{row.open === null ? null : <Twisty open={row.open} />}</span>
      <span className={classes.label}>
        {row.name === null ? null : <span className={classes.name}>{row.name}: </span>}
        <ValueText row={row} />
      </span>
      {active ? (
        <span className={classes.actions}>
          <CopyAction label="Copy value" icon={<IconCopy size={14} />} text={copy.copyValue} />
          <CopyAction label="Copy path" icon={<IconRoute size={14} />} text={copy.copyPath} />
        </span>
      ) : null}
    </div>
  );
}

function Twisty({ open }: { open: boolean }) {
  return open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />;
}

function ValueText({ row }: { row: JsonRow }) {
  const { value } = row;
  if (!isContainer(value)) {
    const text = scalarText(value);
    return (
      <span className={typeof value === 'string' ? classes.string : classes.scalar}>
        {text.length > longest ? `${text.slice(0, longest)}…` : text}
      </span>
    );
  }
  const size = sizeOf(value);
  if (Array.isArray(value))
    return <span className={classes.size}>{size === 0 ? '[]' : `[${count(size, 'item')}]`}</span>;
  return <span className={classes.size}>{size === 0 ? '{}' : `{${count(size, 'field')}}`}</span>;
}

const count = (size: number, noun: string) => `${size.toLocaleString()} ${noun}${size === 1 ? '' : 's'}`;

function CopyAction({ label, icon, text }: { label: string; icon: ReactElement; text(): string }) {
  const clipboard = useClipboard({ timeout: 1_000 });
  return (
    <Tooltip label={label}>
      <ActionIcon
        size="xs"
        variant="subtle"
        color="gray"
        tabIndex={-1}
        aria-label={label}
        onClick={(event) => {
          event.stopPropagation();
          clipboard.copy(text());
        }}
      >
        {clipboard.copied ? <IconCheck size={14} /> : icon}
      </ActionIcon>
    </Tooltip>
  );
}
