import { ActionIcon, Group, Text } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconFileUnknown } from '@tabler/icons-react';
import { type Ref, useMemo, useRef, useState } from 'react';
import type { SentRequest } from '#contract/requests.ts';
import { CodeViewer, type CodeViewerHandle, languageOfMediaType } from '#renderer/ui/code/index.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import {
  type JsonParsed,
  JsonTree,
  type JsonValue,
  jsonText,
  parseJson,
  useJsonTree,
} from '#renderer/ui/json/index.ts';
import { type BodyText as Body, useBodyText } from '../queries.ts';
import classes from '../requests.module.css';
import { type BodyMode, BodyToolbar } from './BodyToolbar.tsx';

/** Largest body that is shown as a tree, and the piece of any body that is shown as text; bytes. */
const treeLimit = 5_000_000;
const textLimit = 1_000_000;

interface BodyViewProps {
  sent: SentRequest;
  response: NonNullable<SentRequest['response']>;
}

/** The body as a tree, as formatted text or as it came. */
export function BodyView({ sent, response }: BodyViewProps) {
  const whole = !response.truncated && sent.fault === null;
  const json = languageOfMediaType(response.mediaType) === 'json' && response.bytes <= treeLimit && whole;
  const [mode, setMode] = useState<BodyMode>(json ? 'tree' : 'text');
  const [wrap, setWrap] = useState(true);
  const [search, setSearch] = useState('');
  const viewer = useRef<CodeViewerHandle>(null);
  const body = useBodyText(sent.id, json ? treeLimit : textLimit, response.textual && response.bytes > 0);
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
        sent={sent}
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

interface BodyTextProps {
  body: Body;
  parsed: JsonParsed | null;
  /** Indented, where it is JSON; otherwise as it came. */
  pretty: boolean;
  wrap: boolean;
  /** Characters that are shown at most. */
  limit: number;
  mediaType: string | null;
  ref: Ref<CodeViewerHandle>;
}

/** The beginning of a body as text; a note says how much of it is shown. */
function BodyText({ body, parsed, pretty, wrap, limit, mediaType, ref }: BodyTextProps) {
  const text = useMemo(() => {
    const whole = pretty && parsed?.ok && body.text.length <= limit ? jsonText(parsed.value) : body.text;
    return whole.length > limit && body.text.length > limit ? whole.slice(0, limit) : whole;
  }, [body.text, parsed, pretty, limit]);
  const cut = !body.complete || body.text.length > limit;
  return (
    <div className={classes.fillPanel}>
      {cut ? (
        <Text size="xs" c="dimmed" px="sm" pb={4} role="note">
          The first {formatBytes(text.length)} of {formatBytes(body.total)} are shown as they came. Save the body to
          read it whole.
        </Text>
      ) : null}
      <CodeViewer
        ref={ref}
        label="Body of the response"
        value={text}
        language={languageOfMediaType(mediaType)}
        wrap={wrap}
        bare
      />
    </div>
  );
}

interface BodyTreeProps {
  value: JsonValue;
  search: string;
}

/** The body as a tree, with a way from match to match. */
function BodyTree({ value, search }: BodyTreeProps) {
  const tree = useJsonTree(value, search);
  const at = tree.matches.indexOf(tree.active);
  const go = (step: number) => {
    const count = tree.matches.length;
    const next = tree.matches[at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count];
    if (next !== undefined) tree.reveal(next);
  };
  return (
    <div className={classes.fillPanel}>
      {search === '' ? null : (
        <Group gap={4} px="sm" pb={4}>
          <Text size="xs" c="dimmed" role="status">
            {tree.matches.length === 0
              ? 'Nothing found'
              : `${at < 0 ? '' : `${at + 1} of `}${tree.matches.length.toLocaleString()}${tree.matches.length === 1_000 ? ' or more' : ''} found`}
          </Text>
          <ActionIcon size="xs" variant="subtle" color="gray" aria-label="Previous match" onClick={() => go(-1)}>
            <IconChevronUp size={14} />
          </ActionIcon>
          <ActionIcon size="xs" variant="subtle" color="gray" aria-label="Next match" onClick={() => go(1)}>
            <IconChevronDown size={14} />
          </ActionIcon>
        </Group>
      )}
      <JsonTree label="Body of the response" value={value} tree={tree} />
    </div>
  );
}
