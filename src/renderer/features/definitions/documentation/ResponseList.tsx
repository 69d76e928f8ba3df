import { Accordion, Group, Text } from '@mantine/core';
import type { OperationResponse } from '#contract/openapi.ts';
import { plainText } from '#renderer/ui/plainText.ts';
import type { Schemas } from '../schema/readSchema.ts';
import { SchemaView } from '../schema/SchemaView.tsx';
import { BodyDocument } from './BodyDocument.tsx';

interface ResponseListProps {
  responses: readonly OperationResponse[];
  schemas: Schemas;
}

/** What comes back, by status. */
export function ResponseList({ responses, schemas }: ResponseListProps) {
  if (responses.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        None is described.
      </Text>
    );
  }
  const first = responses.find(({ status }) => status.startsWith('2')) ?? responses[0];
  return (
    <Accordion
      multiple
      variant="contained"
      defaultValue={first === undefined ? [] : [first.status]}
      keepMounted={false}
    >
      {responses.map((response) => (
        <Accordion.Item key={response.status} value={response.status}>
          <Accordion.Control>
            <Group gap="sm" wrap="nowrap">
              <Text size="sm" fw={600}>
                {response.status}
              </Text>
              <Text size="sm" lineClamp={2}>
                {plainText(response.description)}
              </Text>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <ResponsePanel response={response} schemas={schemas} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function ResponsePanel({ response, schemas }: { response: OperationResponse; schemas: Schemas }) {
  const { headers, contents } = response;
  if (headers.length === 0 && contents.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No body is described.
      </Text>
    );
  }
  return (
    <>
      {contents.length > 0 && <BodyDocument description={undefined} contents={contents} schemas={schemas} />}
      {headers.map((header) => (
        <div key={header.name}>
          <Text size="sm" ff="monospace" mt="xs">
            {header.name}
          </Text>
          <Text size="xs" c="dimmed">
            {header.description}
          </Text>
          {header.schema !== undefined && <SchemaView schema={header.schema} schemas={schemas} />}
        </div>
      ))}
    </>
  );
}
