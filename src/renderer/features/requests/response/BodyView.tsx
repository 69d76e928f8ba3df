import { Text } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import type { SentRequest } from '#contract/requests.ts';
import { findJwts } from '#core/http/jwt.ts';
import { CodeViewer, type CodeViewerHandle, languageOfMediaType } from '#renderer/ui/code/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { jsonText } from '#renderer/ui/json/index.ts';
import { Loading } from '#renderer/ui/Loading.tsx';
import { useBodyText } from '../queries.ts';
import classes from '../requests.module.css';
import { BodyToolbar } from './BodyToolbar.tsx';
import { BodyTree, LargeBodyTree } from './BodyTree.tsx';
import { type BodyMode, editorLimit, type ResponseView, suitsEditor, treeLimit, waysToShow } from './bodyModes.ts';
import { EventList } from './EventList.tsx';
import { useFormattedXml } from './formattedXml.ts';
import { HexView } from './HexView.tsx';
import { HtmlView } from './HtmlView.tsx';
import { JwtView } from './JwtView.tsx';
import { LongText } from './LongText.tsx';
import { PdfView } from './PdfView.tsx';
import { PictureView } from './PictureView.tsx';
import { TableView } from './TableView.tsx';

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
  const isOffered = chosen !== undefined && (ways.modes.includes(chosen) || (chosen === 'jwt' && response.textual));
  const mode = isOffered ? chosen : ways.first;
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
      <ShownBody
        sent={sent}
        response={response}
        modes={ways.modes}
        mode={mode}
        onMode={setMode}
        wrap={view.wrap}
        onWrap={(wrap) => onView({ wrap })}
      />
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

/** Ways that are drawn from something else than the text of the body. */
const withoutText: readonly BodyMode[] = ['hex', 'image', 'events', 'pdf'];
/** A longer text is looked through for no token. */
const longestToken = 20_000;

/** The text of the body as far as the way of showing it needs it, and which way that is. */
function useShownText({ sent, response, modes, mode }: ShownBodyProps) {
  const isJson = modes.includes('tree');
  const isTable = mode === 'table' || mode === 'preview';
  const limit = isJson || isTable ? treeLimit : editorLimit;
  const isShort = response.bytes <= limit && (mode === 'tree' || isTable || response.bytes <= editorLimit);
  const isFetched = (response.textual || mode === 'jwt') && (isShort || mode === 'table');
  const body = useBodyText(sent.id, limit, { isJson, enabled: isFetched && !withoutText.includes(mode) });
  const text = body.data?.text;
  const parsed = body.data?.json ?? null;
  const shown = mode === 'tree' && parsed?.ok === false ? 'raw' : mode;
  const xml = useFormattedXml(sent.id, shown === 'text' && !isJson ? text : undefined);
  const isFormatting = shown === 'text' && !isJson && text !== undefined && xml === undefined;
  const edited = useMemo(() => {
    if (text === undefined || isFormatting || (shown !== 'text' && shown !== 'raw')) return null;
    const written = shown === 'raw' ? text : parsed?.ok ? jsonText(parsed.value) : (xml ?? text);
    return suitsEditor(written) ? written : null;
  }, [text, parsed, shown, xml, isFormatting]);
  const isText = shown === 'text' || shown === 'raw';
  const isLong = isText && edited === null && !isFormatting && (!isFetched || text !== undefined);
  const token = useMemo(() => (text !== undefined && text.length < longestToken ? wholeToken(text) : null), [text]);
  return { body, text, parsed, shown, edited, isText, isLong, isFormatting, token };
}

/** The body is nothing but a token. */
function wholeToken(text: string): string | null {
  const [token, another] = findJwts(text);
  return token !== undefined && another === undefined && text.trim() === token ? token : null;
}

function ShownBody(props: ShownBodyProps) {
  const { sent, response, modes, mode, onMode, wrap, onWrap } = props;
  const [search, setSearch] = useState('');
  const viewer = useRef<CodeViewerHandle>(null);
  const { body, text, parsed, shown, edited, isText, isLong, isFormatting, token } = useShownText(props);
  const offered: readonly BodyMode[] = token !== null && !modes.includes('jwt') ? ['jwt', ...modes] : modes;
  const isLarge = mode === 'tree' && response.bytes > treeLimit;
  const isSearched = (shown === 'tree' && !isLarge) || shown === 'table' || isLong;
  return (
    <>
      <BodyToolbar
        sent={sent}
        modes={parsed?.ok === false ? offered.filter((each) => each !== 'tree' && each !== 'text') : offered}
        mode={shown}
        onMode={onMode}
        searching={isSearched ? 'here' : isText ? 'editor' : 'none'}
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
      {shown === 'tree' && isLarge ? <LargeBodyTree id={sent.id} /> : null}
      {shown === 'tree' && parsed?.ok ? <BodyTree id={sent.id} value={parsed.value} search={search} /> : null}
      <OtherView sent={sent} response={response} mode={shown} text={text} search={search} />
      {isFormatting ? <Loading h={240} label="The body is formatted" /> : null}
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

interface OtherViewProps extends Pick<BodyViewProps, 'sent' | 'response'> {
  mode: BodyMode;
  text: string | undefined;
  search: string;
}

/** What is neither text nor a tree. */
function OtherView({ sent, response, mode, text, search }: OtherViewProps) {
  switch (mode) {
    case 'image':
      return <PictureView sent={sent} />;
    case 'hex':
      return <HexView id={sent.id} bytes={response.bytes} />;
    case 'events':
      return <EventList id={sent.id} live={false} />;
    case 'pdf':
      return <PdfView sent={sent} bytes={response.bytes} />;
    case 'table':
      if (text === undefined) return null;
      return <TableView id={sent.id} text={text} isCut={response.bytes > treeLimit} search={search} />;
    case 'preview':
      return text === undefined ? null : <HtmlView text={text} />;
    case 'jwt':
      return text === undefined ? null : <JwtView token={text.trim()} />;
    default:
      return null;
  }
}
