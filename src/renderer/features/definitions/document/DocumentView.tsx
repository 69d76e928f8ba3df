import {
  ActionIcon,
  Button,
  Group,
  Popover,
  ScrollArea,
  SegmentedControl,
  Skeleton,
  Stack,
  Text,
  Tooltip,
} from '@mantine/core';
import { IconAlertTriangle, IconDownload, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { Integration } from '#contract/integrations.ts';
import { counted } from '#core/counted.ts';
import { CopyTextButton } from '#renderer/ui/CopyButton.tsx';
import { CodeViewer, type CodeViewerHandle } from '#renderer/ui/code/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { saveText } from '#renderer/ui/files.ts';
import { formatBytes } from '#renderer/ui/format.ts';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { ProblemList } from '../DefinitionSummary.tsx';
import { useDocumentPieces, useReport } from '../queries.ts';
import { LongDocument } from './LongDocument.tsx';
import { type DocumentPlace, isMinified, useShownText } from './useShownText.ts';

/** Longest document that is highlighted and searched as a whole; UTF-16 units. Longer ones are read as far as they are looked at. */
const wholeLimit = 24_000_000;

interface DocumentViewProps {
  integration: Integration;
  /** Where to go in it. */
  place: DocumentPlace | null;
  /** What can be done with the definition. */
  actions: ReactNode;
}

/** The document of a definition: highlighted and folded, with search, copy and download, formatted where it was written for machines. */
export function DocumentView({ integration, place, actions }: DocumentViewProps) {
  const [asked, setAsked] = useState<'formatted' | 'imported' | null>(null);
  const viewer = useRef<CodeViewerHandle>(null);
  const marked = place?.line ?? 0;
  const enough = useMemo(
    () => (pieces: readonly string[], total: number) => total > wholeLimit && linesOf(pieces) > marked,
    [marked],
  );
  const { query, pieces, total, format, isWhole } = useDocumentPieces(integration.id, enough);
  const isLong = total > wholeLimit;
  const isJson = format === 'json' && !isLong;
  const isFormatted = isJson && (asked ?? (isMinified(pieces[0] ?? '') ? 'formatted' : 'imported')) === 'formatted';
  const shown = useShownText(isWhole && !isLong ? pieces : null, isFormatted, place);
  useEffect(() => {
    if (shown?.place != null) viewer.current?.goToOffset(shown.place);
  }, [shown]);
  if (query.error !== null) {
    return (
      <ErrorNotice error={query.error} title="The definition could not be read" onRetry={() => void query.refetch()} />
    );
  }
  const fileName = `${integration.displayName.replace(/[^\p{L}\p{N}.-]+/gu, '-')}.${format ?? 'json'}`;
  const source = integration.definition?.sourceUrl ?? null;
  return (
    <Stack h="100%" gap="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {format?.toUpperCase()} · {formatBytes(total)} · imported{' '}
          <RelativeTime at={integration.definition?.importedAt ?? null} />
          {source !== null && ` from ${source}`}
        </Text>
        <Group gap="xs">{actions}</Group>
      </Group>
      {shown !== null && (
        <Group gap="xs">
          {isJson && (
            <SegmentedControl
              size="xs"
              aria-label="Show the document"
              data={[
                { value: 'formatted', label: 'Formatted' },
                { value: 'imported', label: 'As imported' },
              ]}
              value={isFormatted ? 'formatted' : 'imported'}
              onChange={(value) => setAsked(value as 'formatted' | 'imported')}
            />
          )}
          <Tooltip label="Find (Ctrl/Cmd and F in the text)">
            <ActionIcon
              variant="default"
              size={30}
              aria-label="Find in the document"
              onClick={() => viewer.current?.openSearch()}
            >
              <IconSearch size={14} />
            </ActionIcon>
          </Tooltip>
          <CopyTextButton value={shown.text}>Copy</CopyTextButton>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() => saveText(fileName, pieces.join(''), `application/${format}`)}
          >
            Download
          </Button>
          <ProblemsButton integration={integration} />
        </Group>
      )}
      {isLong ? (
        <LongDocument
          pieces={pieces}
          marked={marked}
          onEnd={() => {
            if (query.hasNextPage && !query.isFetching) void query.fetchNextPage();
          }}
        />
      ) : shown === null ? (
        <Skeleton flex={1} mih={320} />
      ) : (
        <div style={{ flex: 1, minHeight: 320 }}>
          <CodeViewer ref={viewer} label="Text of the definition" value={shown.text} language={format ?? 'text'} />
        </div>
      )}
    </Stack>
  );
}

/** How many problems the document has, and where: each leads to its line. */
function ProblemsButton({ integration }: { integration: Integration }) {
  const { data } = useReport(integration.id, true);
  const count = (data?.problemCounts ?? []).reduce((sum, each) => sum + each.count, 0);
  if (data === undefined || count === 0) return null;
  return (
    <Popover position="bottom-end" width={520} withinPortal trapFocus>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconAlertTriangle size={14} aria-hidden />}>
          {counted(count, 'problem')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <ScrollArea.Autosize mah={360} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': 'Problems' }}>
          <ProblemList report={data} document={`/integrations/${integration.id}/definition`} />
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}

function linesOf(pieces: readonly string[]): number {
  return pieces.reduce((sum, piece) => sum + piece.split('\n').length - 1, 1);
}
