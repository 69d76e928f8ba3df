import { FileInput, ScrollArea, Table, Text } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { useMemo } from 'react';
import { counted } from '#core/counted.ts';
import { previewOf, readDataFile } from './dataFile.ts';
import type { RunForm } from './runForm.ts';

/** A file whose rows are an iteration each, with its first rows. */
export function DataField({ form }: { form: RunForm }) {
  const { data } = form.values;
  const preview = useMemo(() => (data === null ? null : previewOf(data)), [data]);
  const file = useMemo(() => (data === null ? null : new File([], data.name)), [data]);
  const take = (chosen: File | null) => {
    if (chosen === null) return form.set({ data: null });
    readDataFile(chosen).then(
      (read) => form.set({ data: read }),
      () => form.fields.setFieldError('data', 'The file could not be read. Choose it again.'),
    );
  };
  return (
    <div>
      <FileInput
        label="Data file"
        description="CSV with names in its first line, or a JSON list of objects. Each row is an iteration, and its values are variables."
        placeholder="Choose a file"
        accept=".csv,.json,.txt,.tsv,text/csv,application/json"
        leftSection={<IconFile size={16} aria-hidden />}
        // The placeholder of a button has not the contrast that the one of a field has.
        styles={{ placeholder: { color: 'var(--mantine-color-dimmed)' } }}
        clearable
        clearButtonProps={{ 'aria-label': 'Remove the data file' }}
        value={file}
        onChange={take}
        error={form.errorOf('data')}
      />
      {data === null ? null : preview === null ? (
        <Text size="sm" c="dimmed" mt={6} role="status">
          Rows cannot be shown: it is neither CSV with names nor a JSON list of objects.
        </Text>
      ) : (
        <Preview preview={preview} />
      )}
    </div>
  );
}

function Preview({ preview: { columns, rows, total } }: { preview: NonNullable<ReturnType<typeof previewOf>> }) {
  return (
    <>
      <Text size="sm" mt={6} role="status">
        {counted(total, 'row')}
        {total > rows.length ? `, the first ${rows.length} of them:` : ':'}
      </Text>
      <ScrollArea type="auto" viewportProps={{ tabIndex: 0 }}>
        <Table aria-label="First rows" fz="xs" withTableBorder mt={4} verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((name) => (
                <Table.Th key={name}>{name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((cells, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name
              <Table.Tr key={row}>
                {cells.map((cell, column) => (
                  <Table.Td key={columns[column]} maw={160} style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
                    {cell}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </>
  );
}
