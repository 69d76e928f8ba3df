import { Button, Group, Text } from '@mantine/core';
import { IconFileUnknown } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import type { SentRequest } from '#contract/requests.ts';
import { CodeViewer, type CodeViewerHandle, languageOfMediaType } from '#renderer/ui/code/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { JsonTree, type JsonValue, jsonText, mostMatches, useJsonTree } from '#renderer/ui/json/index.ts';
import { useBodyText } from '../queries.ts';
import classes from '../requests.module.css';
import { useWorkbench } from '../workbench.ts';
import { BodyToolbar } from './BodyToolbar.tsx';
import { type BodyMode, editorLimit, type ResponseView, suitsEditor, treeLimit, waysToShow } from './bodyModes.ts';
import { HexView } from './HexView.tsx';
import { LongText } from './LongText.tsx';
import { MatchBar, Searching } from './MatchBar.tsx';
import { PictureView } from './PictureView.tsx';
import { SaveBody } from './SaveBody.tsx';

interface BodyViewProps {
  sent: SentRequest;
  response: NonNullable<SentRequest['response']>;
  view: ResponseView;
  onView(changes: Partial<ResponseView>): void;
}

/** The body in one of the ways in which it can be shown. */
export function BodyView({ sent, response, view, onView }: BodyViewProps) {
  const whole = !response.truncated && sent.fault === null;
  const ways = waysToShow(response, whole);
  const type = response.mediaType ?? '';
  const chosen = view.modes[type];
  const mode = chosen !== undefined && ways.modes.includes(chosen) ? chosen : ways.first;
  const setMode = (next: BodyMode) => onView({ modes: { ...view.modes, [type]: next } });
  if (response.bytes === 0) {
    return (
      <Text size="sm" c="dimmed" p="sm">
        The response has no body.
      </Text>
    );
  }
  return (
    <div className={classes.fillPanel}>
      {mode === null ? (
        <NotText sent={sent} mediaType={response.mediaType} onShow={setMode} />
      ) : (
        <ShownBody
          sent={sent}
          response={response}
          modes={ways.modes}
          mode={mode}
          onMode={setMode}
          wrap={view.wrap}
          onWrap={(wrap) => onView({ wrap })}
        />
      )}
    </div>
  );
}

interface NotTextProps {
  sent: SentRequest;
  mediaType: string | null;
  onShow(mode: BodyMode): void;
}

/** A body that would not read well: its person says how to look at it. */
function NotText({ sent, mediaType, onShow }: NotTextProps) {
  return (
    <div className={classes.notice}>
      <Group gap="xs" wrap="nowrap">
        <IconFileUnknown size={20} aria-hidden />
        <Text fw={600}>Can’t preview this response</Text>
      </Group>
      <Text size="sm" c="dimmed" mt={4} mb="sm">
        The body is {mediaType ?? 'of an unknown type'}. Save it to open it in another program, or view it here.
      </Text>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => onShow('raw')}>
          Show anyway
        </Button>
        <Button size="xs" variant="default" onClick={() => onShow('hex')}>
          Show as hex
        </Button>
        <SaveBody sent={sent} />
      </Group>
    </div>
  );
}

interface ShownBodyProps extends Pick<BodyViewProps, 'sent' | 'response'> {
  modes: readonly BodyMode[];
  mode: BodyMode;
  onMode(mode: BodyMode): void;
  wrap: boolean;
  onWrap(wrap: boolean): void;
}

function ShownBody({ sent, response, modes, mode, onMode, wrap, onWrap }: ShownBodyProps) {
  const [search, setSearch] = useState('');
  const viewer = useRef<CodeViewerHandle>(null);
  const isJson = modes.includes('tree');
  const limit = isJson ? treeLimit : editorLimit;
  const isFetched = response.textual && response.bytes <= limit && (mode === 'tree' || response.bytes <= editorLimit);
  const body = useBodyText(sent.id, limit, { isJson, enabled: isFetched && mode !== 'hex' && mode !== 'image' });
  const text = body.data?.text;
  const parsed = body.data?.json ?? null;
  const shown = mode === 'tree' && parsed?.ok === false ? 'raw' : mode;
  const edited = useMemo(() => {
    if (text === undefined || shown === 'tree') return null;
    const written = shown === 'text' && parsed?.ok ? jsonText(parsed.value) : text;
    return suitsEditor(written) ? written : null;
  }, [text, parsed, shown]);
  const isText = shown === 'text' || shown === 'raw';
  const isLong = isText && edited === null && (!isFetched || text !== undefined);
  return (
    <>
      <BodyToolbar
        sent={sent}
        modes={parsed?.ok === false ? modes.filter((each) => each !== 'tree' && each !== 'text') : modes}
        mode={shown}
        onMode={onMode}
        searching={shown === 'tree' || isLong ? 'here' : isText ? 'editor' : 'none'}
        search={search}
        onSearch={setSearch}
        onOpenSearch={() => viewer.current?.openSearch()}
        wrap={wrap}
        onWrap={isText ? onWrap : undefined}
      />
      {parsed?.ok === false ? (
        <Text size="xs" c="var(--warning-text)" px="sm" pb={4}>
          The body says it is JSON and is not: {parsed.message}
        </Text>
      ) : null}
      {body.isError ? <ErrorNotice error={body.error} onRetry={() => void body.refetch()} /> : null}
      {shown === 'image' ? <PictureView sent={sent} /> : null}
      {shown === 'hex' ? <HexView id={sent.id} bytes={response.bytes} /> : null}
      {shown === 'tree' && parsed?.ok ? <BodyTree value={parsed.value} search={search} /> : null}
      {isLong ? <LongText id={sent.id} wrap={wrap} search={search} /> : null}
      {isText && edited !== null ? (
        <CodeViewer
          ref={viewer}
          label="Body of the response"
          value={edited}
          language={languageOfMediaType(response.mediaType)}
          wrap={wrap}
          bare
        />
      ) : null}
    </>
  );
}

interface BodyTreeProps {
  value: JsonValue;
  search: string;
}

/** The body as a tree, with a way from match to match. */
function BodyTree({ value, search }: BodyTreeProps) {
  const { key } = useWorkbench();
  const tree = useJsonTree(value, search, key);
  const matches = tree.matches ?? [];
  const at = matches.indexOf(tree.active);
  const count = matches.length;
  const go = (step: 1 | -1) => {
    const next = matches[at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count];
    if (next !== undefined) tree.reveal(next);
  };
  return (
    <div className={classes.fillPanel}>
      {search === '' ? null : tree.matches === null ? (
        <Searching />
      ) : (
        <MatchBar count={count} more={count === mostMatches} at={at} onGo={go} />
      )}
      <JsonTree label="Body of the response" value={value} tree={tree} />
    </div>
  );
}
