import { Button, CopyButton, Group, ScrollArea, Table, Text, TextInput } from '@mantine/core';
import { IconCheck, IconClipboardText } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { orpc } from '#renderer/platform/client.ts';
import { CodeViewer } from '#renderer/ui/code/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { Block } from './Block.tsx';
import classes from './settings.module.css';

const hostWords = {
  electron: 'desktop window',
  loopback: 'browser on this computer',
  cli: 'terminal',
  test: 'test',
};

const programs: Record<string, string> = {
  chrome: 'Chromium',
  electron: 'Electron',
  node: 'Node.js',
  sqlite: 'SQLite',
  v8: 'V8',
};

/** What runs here: versions, licences, and diagnostics to copy. */
export function AboutSection() {
  const about = useQuery(orpc.system.about.queryOptions());
  if (about.isError) return <ErrorNotice error={about.error} onRetry={() => void about.refetch()} />;
  if (about.isPending) return <Loading h={200} />;
  const { version, host, versions, platform } = about.data;
  return (
    <>
      <Block title={`Patchbay ${version}`}>
        <dl className={classes.facts}>
          <dt>Runs in</dt>
          <dd>a {hostWords[host]}</dd>
          <dt>System</dt>
          <dd>{platform}</dd>
          {Object.entries(versions).map(([name, value]) => (
            <Fact key={name} name={programs[name] ?? name} value={value} />
          ))}
        </dl>
      </Block>
      <Diagnostics />
      <LicenceList />
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function Diagnostics() {
  const query = useQuery(orpc.system.diagnostics.queryOptions({ staleTime: 0 }));
  return (
    <Block
      title="Diagnostics"
      description="For bug reports. Contains no names, addresses or secrets of your organisation."
    >
      {query.isError ? <ErrorNotice error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data === undefined ? null : (
        <>
          <CodeViewer label="Diagnostics" value={query.data.text} height="14rem" wrap />
          <Group>
            <CopyButton value={query.data.text}>
              {({ copied, copy }) => (
                <Button
                  variant="default"
                  leftSection={
                    copied ? <IconCheck size={16} aria-hidden /> : <IconClipboardText size={16} aria-hidden />
                  }
                  onClick={copy}
                >
                  {copied ? 'Copied' : 'Copy diagnostics'}
                </Button>
              )}
            </CopyButton>
          </Group>
        </>
      )}
    </Block>
  );
}

/** What Patchbay is made of, each part with its licence. */
function LicenceList() {
  const [text, setText] = useState('');
  const query = useQuery(orpc.system.licences.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  const wanted = text.trim().toLowerCase();
  const rows = (query.data ?? []).filter((row) => `${row.name} ${row.licence}`.toLowerCase().includes(wanted));
  return (
    <Block title="Licences" description="Patchbay is free software under the MIT licence. It is built with:">
      {query.isError ? <ErrorNotice error={query.error} onRetry={() => void query.refetch()} /> : null}
      <TextInput
        aria-label="Search licences"
        placeholder="Search"
        maw={280}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ScrollArea.Autosize
        mah={320}
        type="auto"
        viewportProps={{ tabIndex: 0, 'aria-label': 'Licences', role: 'region' }}
      >
        <Table stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Version</Table.Th>
              <Table.Th>Licence</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={`${row.name} ${row.version}`}>
                <Table.Td>{row.name}</Table.Td>
                <Table.Td>{row.version}</Table.Td>
                <Table.Td>{row.licence}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {rows.length === 0 && query.isSuccess ? (
          <Text size="sm" c="dimmed" p="sm">
            Nothing matches.
          </Text>
        ) : null}
      </ScrollArea.Autosize>
    </Block>
  );
}
