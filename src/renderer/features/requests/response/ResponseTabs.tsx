import { Badge, List, Stack, Table, Tabs, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { SentRequest } from '#contract/requests.ts';
import { StatusBadge, type Tone } from '#renderer/ui/badges.tsx';
import { Notice } from '#renderer/ui/Notice.tsx';
import { useKeptScroll } from '#renderer/ui/useKeptScroll.ts';
import classes from '../requests.module.css';
import { useWorkbench } from '../workbench.ts';
import { BodyView } from './BodyView.tsx';
import type { ResponseView } from './bodyModes.ts';
import { ConnectionTab } from './ConnectionTab.tsx';
import { HeaderList } from './HeaderList.tsx';
import { HeadersTab } from './HeadersTab.tsx';
import { HopChain } from './HopChain.tsx';
import { PhaseBars } from './PhaseBars.tsx';
import { SentBody } from './SentBody.tsx';
import { SentTests, TestsBadge } from './SentTests.tsx';

interface ResponseTabsProps {
  sent: SentRequest;
  response: NonNullable<SentRequest['response']>;
  view: ResponseView;
  onView(changes: Partial<ResponseView>): void;
}

/** The parts of a response. */
export function ResponseTabs({ sent, response, view, onView }: ResponseTabsProps) {
  const { schemaMatch, redirects } = response;
  const absent = { redirects: redirects.length === 0, tests: sent.tests === null };
  const tab = Object.entries(absent).some(([part, isAbsent]) => isAbsent && view.tab === part) ? 'body' : view.tab;
  const { key } = useWorkbench();
  const frame = useKeptScroll(JSON.stringify([key, tab, tab === 'body' ? view.modes : null]));
  return (
    <Tabs
      ref={frame}
      value={tab}
      onChange={(next) => onView({ tab: next ?? 'body' })}
      className={classes.tabs}
      keepMounted={false}
    >
      <Tabs.List className={`${classes.tabList} ${classes.answerTabs}`} aria-label="Parts of the response">
        <Tabs.Tab value="body">Body</Tabs.Tab>
        {sent.tests === null ? null : (
          <Tabs.Tab value="tests" rightSection={<TestsBadge tests={sent.tests} />}>
            Tests
          </Tabs.Tab>
        )}
        <Tabs.Tab value="headers">Headers {response.headers.length}</Tabs.Tab>
        <Tabs.Tab value="timing">Timing</Tabs.Tab>
        <Tabs.Tab value="connection">Connection</Tabs.Tab>
        <Tabs.Tab
          value="schema"
          rightSection={schemaMatch.state === 'differs' ? <Differs of={schemaMatch.errors.length} /> : null}
        >
          Schema
        </Tabs.Tab>
        {redirects.length === 0 ? null : <Tabs.Tab value="redirects">Redirects {redirects.length}</Tabs.Tab>}
        <Tabs.Tab value="sent">Sent</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="body" className={classes.fillPanel}>
        <BodyView sent={sent} response={response} view={view} onView={onView} />
      </Tabs.Panel>
      {sent.tests === null ? null : (
        <TextPanel value="tests">
          <SentTests tests={sent.tests} />
        </TextPanel>
      )}
      <TextPanel value="headers">
        <Deviations notes={response.notes} />
        <HeadersTab sent={sent} response={response} />
        {response.trailers.length === 0 ? null : (
          <>
            <Text size="sm" fw={600} mt="md">
              Trailers, after the body
            </Text>
            <HeaderList headers={response.trailers} />
          </>
        )}
      </TextPanel>
      <TextPanel value="timing">
        {sent.timings === null ? 'No timing was recorded.' : <PhaseBars timings={sent.timings} />}
        {response.hops.length < 2 ? null : <HopChain hops={response.hops} />}
      </TextPanel>
      <TextPanel value="connection">
        <ConnectionTab response={response} />
      </TextPanel>
      <TextPanel value="schema">
        <SchemaResult match={schemaMatch} />
      </TextPanel>
      <TextPanel value="redirects">
        <RedirectList redirects={redirects} />
      </TextPanel>
      <TextPanel value="sent">
        <RequestTab sent={sent} response={response} />
      </TextPanel>
    </Tabs>
  );
}

/** A part that may hold nothing but text: the keyboard gets there to scroll it. */
function TextPanel({ value, children }: { value: string; children: ReactNode }) {
  return (
    <Tabs.Panel value={value} className={classes.tabPanel} tabIndex={0}>
      {children}
    </Tabs.Panel>
  );
}

/** What was odd about the response, and how it was read anyway. */
function Deviations({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <Notice color="orange" mb="sm" title="Certificate and connection">
      <List size="sm" aria-label="Certificate and connection">
        {notes.map((note) => (
          <List.Item key={note}>{note}</List.Item>
        ))}
      </List>
    </Notice>
  );
}

function Differs({ of }: { of: number }) {
  return (
    <Badge size="sm" variant="light" color="orange">
      {of}
    </Badge>
  );
}

/** The request as it went out, redacted, as it is kept. */
function RequestTab({ sent, response }: Pick<ResponseTabsProps, 'sent' | 'response'>) {
  const facts = [
    { name: sent.method, value: sent.url },
    { name: 'Protocol', value: `HTTP/${response.httpVersion}` },
    ...(response.remoteAddress === null ? [] : [{ name: 'Answered from', value: response.remoteAddress }]),
    { name: 'Connection', value: sent.connectionName ?? 'no credentials' },
  ];
  return (
    <>
      <HeaderList headers={facts} />
      <hr style={{ border: 0, borderTop: '1px solid var(--mantine-color-default-border)' }} />
      <HeaderList headers={sent.requestHeaders} />
      <SentBody sent={sent} />
    </>
  );
}

type Redirects = NonNullable<SentRequest['response']>['redirects'];

/** Every hop, and whether the credentials went along. */
function RedirectList({ redirects }: { redirects: Redirects }) {
  return (
    <List type="ordered" spacing="sm" size="sm">
      {redirects.map((hop) => (
        <List.Item key={`${hop.from} ${hop.to}`}>
          <Stack gap={0}>
            <Text size="sm" className={classes.mono} style={{ overflowWrap: 'anywhere' }}>
              {hop.status} → {hop.to}
            </Text>
            <Text size="xs" c="dimmed">
              from {hop.from}
              {hop.credentialsDropped ? ' · credentials dropped, since it is another origin' : ''}
            </Text>
          </Stack>
        </List.Item>
      ))}
    </List>
  );
}

type Match = NonNullable<SentRequest['response']>['schemaMatch'];

const words: Record<Match['state'], { tone: Tone; label: string }> = {
  matches: { tone: 'good', label: 'Matches the definition' },
  differs: { tone: 'warn', label: 'Differs from the definition' },
  undeclared: { tone: 'info', label: 'Not declared' },
  unchecked: { tone: 'idle', label: 'Not checked' },
};

/** Whether the response is what the definition promises, and where it is not. */
function SchemaResult({ match }: { match: Match }) {
  return (
    <Stack gap="sm">
      <StatusBadge {...words[match.state]} />
      {match.message === '' ? null : <Text size="sm">{match.message}</Text>}
      {match.errors.length === 0 ? null : (
        <Table aria-label="Differences">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Place</Table.Th>
              <Table.Th>What differs</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {match.errors.map((error) => (
              <Table.Tr key={`${error.pointer} ${error.message}`}>
                <Table.Td className={classes.mono}>{error.pointer === '' ? 'the whole body' : error.pointer}</Table.Td>
                <Table.Td>{error.message}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}
