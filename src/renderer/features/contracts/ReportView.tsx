import { Button, Group, Menu, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type CSSProperties, useMemo } from 'react';
import { Link } from 'react-router';
import type { ContractReport, ContractResult } from '#contract/contracts.ts';
import { reportSummary } from '#core/contracts/reportTexts.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { StatusBadge, type Tone } from '#renderer/ui/badges.tsx';
import { FilterMenu, SearchInput } from '#renderer/ui/filters.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { toastFault } from '#renderer/ui/toasts.tsx';
import { urlSet, urlText, useUrlState } from '#renderer/ui/useUrlState.ts';
import { VirtualList } from '#renderer/ui/virtualList/index.ts';
import classes from './contracts.module.css';
import { saveReport } from './queries.ts';

type Outcome = ContractResult['outcome'];

const words: Record<Outcome, { label: string; tone: Tone }> = {
  broken: { label: 'Broken', tone: 'bad' },
  noAnswer: { label: 'No answer', tone: 'warn' },
  unchecked: { label: 'Not judged', tone: 'info' },
  kept: { label: 'As declared', tone: 'good' },
  skipped: { label: 'Left out', tone: 'idle' },
};
const outcomes: Outcome[] = ['broken', 'noAnswer', 'unchecked', 'kept', 'skipped'];
const fields = { outcome: urlSet(outcomes), find: urlText };
const rowHeight = 54;
const mostVisible = 12;

/** The last report: where it went, what came of it, and each operation, the broken ones first. */
export function ReportView({ report }: { report: ContractReport }) {
  const [{ outcome, find }, change] = useUrlState(fields);
  const rows = useMemo(() => shownRows(report.results, outcome, find), [report.results, outcome, find]);
  const options = outcomes
    .filter((each) => report.counts[each] > 0)
    .map((each) => ({ value: each, label: `${words[each].label} (${report.counts[each]})` }));
  return (
    <Stack gap="sm">
      <div>
        <Text fw={600}>{reportSummary(report)}</Text>
        <Text size="sm" c="dimmed">
          <RelativeTime at={report.endedAt} />
          {report.server === null ? '' : `, at ${report.server}`}
          {report.connectionName === null ? ', without credentials' : `, with ${report.connectionName}`}
        </Text>
      </div>
      <Group gap="xs">
        <SearchInput label="Filter operations" value={find} onChange={(text) => change({ find: text })} />
        <FilterMenu label="Outcome" options={options} value={outcome} onChange={(next) => change({ outcome: next })} />
        <ExportMenu report={report} />
      </Group>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          No operation matches the filter.
        </Text>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: rows are placed by the virtual list, which a ul cannot hold
        <div
          className={classes.results}
          role="list"
          aria-label="Results"
          style={{ height: Math.min(rows.length, mostVisible) * rowHeight + 2 }}
        >
          <VirtualList
            items={rows}
            itemHeight={rowHeight}
            className={classes.list}
            render={(row, style) => (
              <ResultRow key={row.key} row={row} integrationId={report.integrationId} style={style} />
            )}
          />
        </div>
      )}
    </Stack>
  );
}

function shownRows(results: readonly ContractResult[], chosen: readonly Outcome[], find: string): ContractResult[] {
  const sought = find.toLowerCase();
  return results
    .filter(
      ({ outcome, key }) => (chosen.length === 0 || chosen.includes(outcome)) && key.toLowerCase().includes(sought),
    )
    .toSorted((a, b) => outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome));
}

interface ResultRowProps {
  row: ContractResult;
  integrationId: string;
  style: CSSProperties;
}

function ResultRow({ row, integrationId, style }: ResultRowProps) {
  const { outcome, method, path, status, ms, key, exchangeId } = row;
  const address =
    exchangeId === null
      ? new URLSearchParams({ integration: integrationId, operation: key })
      : new URLSearchParams({ exchange: exchangeId });
  const said = saidOf(row);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by the virtual list, which a ul cannot hold
    <div className={classes.row} style={style} role="listitem">
      <StatusBadge {...words[outcome]} />
      <MethodBadge method={method} />
      <div className={classes.what} title={said}>
        <div className={classes.path}>{path}</div>
        {said !== '' && (
          <Text size="xs" c="dimmed" component="div">
            {said}
          </Text>
        )}
      </div>
      <Text size="sm" className={`${classes.number} ${classes.wide}`}>
        {status ?? '–'}
      </Text>
      <Text size="sm" className={`${classes.number} ${classes.wide}`}>
        {ms === null ? '' : `${ms} ms`}
      </Text>
      <Button
        component={Link}
        to={`/requests?${address}`}
        size="compact-xs"
        variant="subtle"
        aria-label={`Open ${key} as a request`}
      >
        Open
      </Button>
    </div>
  );
}

/** What is wrong, or where its values came from, in one line. */
function saidOf({ findings, note, valuesFrom }: ContractResult): string {
  if (findings.length > 0) return findings.map(({ pointer, message }) => `${pointer} ${message}`.trim()).join('; ');
  if (note !== null) return note;
  return valuesFrom.length > 0 ? `Values from ${valuesFrom.join(', ')}` : '';
}

const formats = [
  ['json', 'JSON'],
  ['junit', 'JUnit XML'],
  ['text', 'Text'],
] as const;

function ExportMenu({ report }: { report: ContractReport }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map(([format, label]) => (
          <Menu.Item key={format} onClick={() => void saveReport(report.integrationId, format).catch(toastFault)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
