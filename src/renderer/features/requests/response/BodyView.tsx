import { Text } from '@mantine/core';
import { IconFileUnknown } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import type { Exchange } from '#contract/requests.ts';
import { type CodeViewerHandle, languageOfMediaType } from '#renderer/ui/code/index.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { parseJson } from '#renderer/ui/json/index.ts';
import classes from '../requests.module.css';
import { BodyText } from './BodyText.tsx';
import { type BodyMode, BodyToolbar } from './BodyToolbar.tsx';
import { BodyTree } from './BodyTree.tsx';
import { useBodyText } from './useBodyText.ts';

/** Largest body that is shown as a tree, and the piece of any body that is shown as text; bytes. */
const treeLimit = 5_000_000;
const textLimit = 1_000_000;

interface BodyViewProps {
  exchange: Exchange;
  response: NonNullable<Exchange['response']>;
}

/** The body as a tree, as formatted text or as it came. */
export function BodyView({ exchange, response }: BodyViewProps) {
  const json = languageOfMediaType(response.mediaType) === 'json' && response.bytes <= treeLimit && !response.truncated;
  const [mode, setMode] = useState<BodyMode>(json ? 'tree' : 'text');
  const [wrap, setWrap] = useState(true);
  const [search, setSearch] = useState('');
  const viewer = useRef<CodeViewerHandle>(null);
  const body = useBodyText(exchange.id, json ? treeLimit : textLimit, response.textual && response.bytes > 0);
  const text = body.data?.text;
  const parsed = useMemo(() => (json && text !== undefined ? parseJson(text) : null), [json, text]);
  if (response.bytes === 0) {
    return (
      <Text size="sm" c="dimmed" p="sm">
        The response has no body.
      </Text>
    );
  }
  const tree = parsed?.ok === true;
  const shown = mode === 'tree' && parsed?.ok === false ? 'text' : mode;
  return (
    <div className={classes.fillPanel}>
      <BodyToolbar
        exchange={exchange}
        modes={modesOf(response.textual, tree || (json && parsed === null))}
        mode={shown}
        onMode={setMode}
        search={search}
        onSearch={shown === 'tree' ? setSearch : undefined}
        onOpenSearch={() => viewer.current?.openSearch()}
        wrap={wrap}
        onWrap={setWrap}
      />
      {parsed?.ok === false ? (
        <Text size="xs" c="light-dark(var(--mantine-color-orange-9), var(--mantine-color-orange-4))" px="sm" pb={4}>
          The body says it is JSON and is not: {parsed.message}
        </Text>
      ) : null}
      {body.isError ? <ErrorNotice error={body.error} onRetry={() => void body.refetch()} /> : null}
      {response.textual ? null : <Binary mediaType={response.mediaType} />}
      {body.data === undefined ? null : shown === 'tree' && parsed?.ok ? (
        <BodyTree value={parsed.value} search={search} />
      ) : (
        <BodyText
          ref={viewer}
          body={body.data}
          parsed={parsed}
          pretty={shown === 'text'}
          wrap={wrap}
          limit={textLimit}
          mediaType={response.mediaType}
        />
      )}
    </div>
  );
}

function modesOf(textual: boolean, tree: boolean): BodyMode[] {
  if (!textual) return [];
  return tree ? ['tree', 'text', 'raw'] : ['text'];
}

function Binary({ mediaType }: { mediaType: string | null }) {
  return (
    <EmptyState icon={<IconFileUnknown size={24} />} title="Not a text">
      The body is {mediaType ?? 'of an unknown type'} and is not shown here. Save it to open it with a program for it.
    </EmptyState>
  );
}
