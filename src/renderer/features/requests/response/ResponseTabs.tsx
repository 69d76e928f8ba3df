import { Badge, Tabs } from '@mantine/core';
import type { Exchange } from '#contract/requests.ts';
import classes from '../requests.module.css';
import { BodyView } from './BodyView.tsx';
import { HeaderList } from './HeaderList.tsx';
import { PhaseBars } from './PhaseBars.tsx';
import { RedirectList } from './RedirectList.tsx';
import { SchemaResult } from './SchemaResult.tsx';

interface ResponseTabsProps {
  exchange: Exchange;
  response: NonNullable<Exchange['response']>;
}

/** The parts of a response. */
export function ResponseTabs({ exchange, response }: ResponseTabsProps) {
  const { schemaMatch, redirects } = response;
  return (
    <Tabs defaultValue="body" className={classes.tabs} keepMounted={false}>
      <Tabs.List className={classes.tabList} aria-label="Parts of the response">
        <Tabs.Tab value="body">Body</Tabs.Tab>
        <Tabs.Tab value="headers">Headers {response.headers.length}</Tabs.Tab>
        <Tabs.Tab value="timing">Timing</Tabs.Tab>
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
        <BodyView exchange={exchange} response={response} />
      </Tabs.Panel>
      <Tabs.Panel value="headers" className={classes.tabPanel}>
        <HeaderList headers={response.headers} />
      </Tabs.Panel>
      <Tabs.Panel value="timing" className={classes.tabPanel}>
        {exchange.timings === null ? 'No times were taken.' : <PhaseBars timings={exchange.timings} />}
      </Tabs.Panel>
      <Tabs.Panel value="schema" className={classes.tabPanel}>
        <SchemaResult match={schemaMatch} />
      </Tabs.Panel>
      <Tabs.Panel value="redirects" className={classes.tabPanel}>
        <RedirectList redirects={redirects} />
      </Tabs.Panel>
      <Tabs.Panel value="sent" className={classes.tabPanel}>
        <SentRequest exchange={exchange} response={response} />
      </Tabs.Panel>
    </Tabs>
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
function SentRequest({ exchange, response }: ResponseTabsProps) {
  const facts = [
    { name: exchange.method, value: exchange.url },
    { name: 'Protocol', value: `HTTP/${response.httpVersion}` },
    ...(response.remoteAddress === null ? [] : [{ name: 'Answered from', value: response.remoteAddress }]),
    { name: 'Connection', value: exchange.connectionName ?? 'no credentials' },
  ];
  return (
    <>
      <HeaderList headers={facts} />
      <hr style={{ border: 0, borderTop: '1px solid var(--mantine-color-default-border)' }} />
      <HeaderList headers={exchange.requestHeaders} />
      {exchange.requestBody === null ? null : (
        <pre className={classes.mono} style={{ whiteSpace: 'pre-wrap', fontSize: 13, overflowWrap: 'anywhere' }}>
          {exchange.requestBody}
        </pre>
      )}
    </>
  );
}
