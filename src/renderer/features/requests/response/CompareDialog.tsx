import { Loader, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ComparedBodies } from '#contract/bodies.ts';
import { type ExchangeId, exchangeId } from '#contract/common.ts';
import type { SentRequest, SentRequestRow } from '#contract/requests.ts';
import { compareHeaders, type HeaderChange } from '#core/http/headers/compareHeaders.ts';
import { orpc } from '#renderer/platform/client.ts';
import { Compared, ComparedLines } from '#renderer/ui/Compared.tsx';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import classes from '../requests.module.css';
import { formatMs } from './PhaseBars.tsx';

interface CompareDialogProps {
  /** The response on the left. */
  left: ExchangeId;
  onClose: () => void;
}

const offered = 100;

/** Compares a kept response with another of the history. */
export function CompareDialog({ left, onClose }: CompareDialogProps) {
  const [right, setRight] = useState<ExchangeId | null>(null);
  const history = useQuery(orpc.requests.history.queryOptions({ input: { limit: offered } }));
  const one = useQuery(orpc.requests.get.queryOptions({ input: { id: left } }));
  const rows = (history.data?.rows ?? []).filter(({ id, status }) => id !== left && status !== null);
  // Those of the same operation or address are what is usually meant.
  const near = (row: SentRequestRow) => row.method === one.data?.method && pathOf(row.url) === pathOf(one.data.url);
  const sorted = [...rows.filter(near), ...rows.filter((row) => !near(row))];
  return (
    <Dialog title="Compare two responses" size="xl" onClose={onClose}>
      <Stack gap="sm">
        <Select
          label={one.data === undefined ? 'Compare with' : `Compare ${titleOf(one.data)} with`}
          placeholder="Choose a sent request"
          searchable
          data={sorted.map((row) => ({ value: row.id, label: rowTitle(row) }))}
          value={right}
          onChange={(id) => setRight(id === null ? null : exchangeId.parse(id))}
          nothingFoundMessage="Nothing of the last hundred matches."
        />
        {one.isError ? <ErrorNotice error={one.error} /> : null}
        {right === null || one.data === undefined ? null : <Comparison key={right} left={one.data} right={right} />}
      </Stack>
    </Dialog>
  );
}

const pathOf = (url: string) => URL.parse(url)?.pathname ?? url;
const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' });
const titleOf = ({ method, url, at }: SentRequest) => `${method} ${pathOf(url)} of ${time.format(at)}`;
const rowTitle = ({ method, url, status, at }: SentRequestRow) =>
  `${method} ${pathOf(url)} · ${status} · ${time.format(at)}`;

function Comparison({ left, right: id }: { left: SentRequest; right: ExchangeId }) {
  const right = useQuery(orpc.requests.get.queryOptions({ input: { id } }));
  const bodies = useQuery(
    orpc.requests.compareBodies.queryOptions({
      input: { left: left.id, right: id },
      retry: false,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  if (right.isError) return <ErrorNotice error={right.error} />;
  if (right.data === undefined) return <Loader size="xs" aria-label="The responses are compared" />;
  return (
    <>
      <Heads left={left} right={right.data} />
      <section aria-label="Bodies">
        <Text size="sm" fw={600} mb={4}>
          Body
        </Text>
        {bodies.isError ? (
          <ErrorNotice error={bodies.error} onRetry={() => void bodies.refetch()} />
        ) : bodies.data === undefined ? (
          <Loader size="xs" aria-label="The bodies are compared" />
        ) : (
          <BodyDifference compared={bodies.data} />
        )}
      </section>
    </>
  );
}

/** Status, time, size and headers that differ. */
function Heads({ left, right }: { left: SentRequest; right: SentRequest }) {
  const [one, other] = [left.response, right.response];
  const facts: HeaderChange[] = [
    change('Address', left.url, right.url),
    change(
      'Status',
      one && `${one.status} ${one.statusText}`.trim(),
      other && `${other.status} ${other.statusText}`.trim(),
    ),
    change('Time', left.timings && formatMs(left.timings.total), right.timings && formatMs(right.timings.total)),
    change('Size', one && formatBytes(one.bytes), other && formatBytes(other.bytes)),
    ...compareHeaders(one?.headers ?? [], other?.headers ?? []),
  ];
  const changed = facts.filter(({ left: before, right: after }) => before !== after);
  if (changed.length === 0) return <Text size="sm">Status, time, size and headers are the same.</Text>;
  return (
    <Compared>
      <table aria-label="Status and headers">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Left, {time.format(left.at)}</th>
            <th scope="col">Right, {time.format(right.at)}</th>
          </tr>
        </thead>
        <tbody>
          {changed.map(({ name, left: before, right: after }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td data-kind={before === null ? undefined : 'removed'}>{before ?? '–'}</td>
              <td data-kind={after === null ? undefined : 'added'}>{after ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Compared>
  );
}

const change = (name: string, left: string | null, right: string | null): HeaderChange => ({ name, left, right });

function BodyDifference({ compared }: { compared: ComparedBodies }) {
  switch (compared.kind) {
    case 'same':
      return (
        <Text size="sm">
          {compared.exactly
            ? 'The bodies are the same, byte by byte.'
            : 'The bodies hold the same; only order or spelling differs.'}
        </Text>
      );
    case 'bytes':
      return (
        <Text size="sm">
          The bodies differ from byte {compared.from.toLocaleString()} on. They are not texts, or too long to be
          compared further.
        </Text>
      );
    case 'json':
      return <JsonChanges {...compared} />;
    case 'text':
      return <ComparedLines {...compared} label="Lines that differ" />;
  }
}

const kinds = { added: 'Added', removed: 'Removed', changed: 'Changed' };

function JsonChanges({ changes, more }: Extract<ComparedBodies, { kind: 'json' }>) {
  return (
    <>
      <Text size="xs" c="dimmed" role="status" mb={4}>
        {changes.length.toLocaleString()}
        {more ? ' or more' : ''} {changes.length === 1 ? 'place differs' : 'places differ'}. The order of names does not
        count.
      </Text>
      <Compared>
        <table aria-label="Differences of the bodies">
          <thead>
            <tr>
              <th scope="col">Place</th>
              <th scope="col">Left</th>
              <th scope="col">Right</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ kind, path, left, right }) => (
              <tr key={`${kind} ${path}`}>
                <th scope="row">
                  {path} <span className={classes.changeKind}>{kinds[kind]}</span>
                </th>
                <td data-kind={left === null ? undefined : 'removed'}>{left ?? '–'}</td>
                <td data-kind={right === null ? undefined : 'added'}>{right ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Compared>
    </>
  );
}
