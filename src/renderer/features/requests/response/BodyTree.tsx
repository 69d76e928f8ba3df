import { ActionIcon, Group, TextInput, Tooltip } from '@mantine/core';
import { IconFilter, IconFold, IconFoldDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { ExchangeId } from '#contract/common.ts';
import { JsonTree, type JsonValue, mostMatches, useJsonTree } from '#renderer/ui/json/index.ts';
import classes from '../requests.module.css';
import { useWorkbench } from '../workbench.ts';
import { JsonFilter } from './JsonFilter.tsx';
import { LargeTree } from './LargeTree.tsx';
import { MatchBar, Searching } from './MatchBar.tsx';
import { openHinted, valueHint } from './valueHints.tsx';

interface TreeBarProps {
  path: string;
  onPath(path: string): void;
  onFold(): void;
  /** Absent where the tree is too long to be opened whole. */
  onUnfold?: (() => void) | undefined;
}

/** What is done with a tree: only a part of it by JSONPath, and folded or open. */
function TreeBar({ path, onPath, onFold, onUnfold }: TreeBarProps) {
  return (
    <Group gap="xs" px="xs" pb={6} wrap="nowrap">
      <TextInput
        size="xs"
        flex={1}
        miw={80}
        aria-label="Filter by JSONPath"
        placeholder="JSONPath, as $..name or $.items[?@.price > 10]"
        maxLength={2_000}
        spellCheck={false}
        leftSection={<IconFilter size={14} aria-hidden />}
        classNames={{ input: classes.mono ?? '' }}
        value={path}
        onChange={(event) => onPath(event.currentTarget.value)}
      />
      <Tooltip label="Fold all (- in the tree)">
        <ActionIcon variant="default" size={30} aria-label="Fold all" onClick={onFold}>
          <IconFold size={14} />
        </ActionIcon>
      </Tooltip>
      {onUnfold === undefined ? null : (
        <Tooltip label="Unfold all (+ in the tree)">
          <ActionIcon variant="default" size={30} aria-label="Unfold all" onClick={onUnfold}>
            <IconFoldDown size={14} />
          </ActionIcon>
        </Tooltip>
      )}
    </Group>
  );
}

interface BodyTreeProps {
  id: ExchangeId;
  value: JsonValue;
  search: string;
}

/** The body as a tree, with a way from match to match. */
export function BodyTree({ id, value, search }: BodyTreeProps) {
  const { key } = useWorkbench();
  const [path, setPath] = useState('');
  const tree = useJsonTree(value, search, key);
  const matches = tree.matches ?? [];
  const at = matches.indexOf(tree.active);
  const count = matches.length;
  const go = (step: 1 | -1) => {
    const next = matches[at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count];
    if (next !== undefined) tree.reveal(next);
  };
  const isFiltered = path.trim() !== '';
  return (
    <div className={classes.fillPanel}>
      <TreeBar path={path} onPath={setPath} onFold={tree.foldAll} onUnfold={tree.unfoldAll} />
      {search === '' || isFiltered ? null : tree.matches === null ? (
        <Searching />
      ) : (
        <MatchBar count={count} more={count === mostMatches} at={at} onGo={go} />
      )}
      {isFiltered ? (
        <JsonFilter id={id} path={path.trim()} />
      ) : (
        <JsonTree label="Body of the response" value={value} tree={tree} hint={valueHint} onOpen={openHinted} />
      )}
    </div>
  );
}

/** The same for a body that is too long for the page. */
export function LargeBodyTree({ id }: { id: ExchangeId }) {
  const [path, setPath] = useState('');
  const [folded, setFolded] = useState(0);
  return (
    <div className={classes.fillPanel}>
      <TreeBar path={path} onPath={setPath} onFold={() => setFolded(folded + 1)} />
      {path.trim() === '' ? <LargeTree id={id} folded={folded} /> : <JsonFilter id={id} path={path.trim()} />}
    </div>
  );
}
