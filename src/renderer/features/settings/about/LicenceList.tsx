import { ScrollArea, Table, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Block } from '../Block.tsx';

/** What Patchbay is made of, each part with its licence. */
export function LicenceList() {
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
