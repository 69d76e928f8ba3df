import { Accordion, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { MediaContent, OperationParameter, OperationResponse } from '#contract/openapi.ts';
import type { Definitions } from '#core/jsonSchema/schema.ts';
import { plainText } from '#renderer/ui/plainText.ts';
import { readSchema } from '../schema/readSchema.ts';
import classes from '../schema/SchemaView.module.css';
import { SchemaChildren, SchemaView } from '../schema/SchemaView.tsx';

interface ParameterListProps {
  parameters: readonly OperationParameter[];
  schemas: Definitions;
}

/** Parameters with their place, type and limits. */
export function ParameterList({ parameters, schemas }: ParameterListProps) {
  return (
    <ul className={classes.list}>
      {parameters.map((parameter) => (
        <ParameterEntry key={`${parameter.in} ${parameter.name}`} parameter={parameter} schemas={schemas} />
      ))}
    </ul>
  );
}

function ParameterEntry({ parameter, schemas }: { parameter: OperationParameter; schemas: Definitions }) {
  const shape = useMemo(() => readSchema(parameter.schema, schemas), [parameter.schema, schemas]);
  return (
    <li className={classes.entry}>
      <div className={classes.line}>
        <span className={classes.name}>{parameter.name}</span>
        <span className={classes.type}>
          {parameter.in} · {shape.type}
        </span>
        {parameter.required && <span className={classes.required}>required</span>}
        {parameter.deprecated && <span className={classes.type}>deprecated</span>}
      </div>
      {parameter.description !== undefined && <div className={classes.note}>{plainText(parameter.description)}</div>}
      {shape.limits.length > 0 && <div className={classes.note}>{shape.limits.join(', ')}</div>}
      {shape.values.length > 0 && <div className={classes.note}>One of: {shape.values.join(', ')}</div>}
      <SchemaChildren of={shape.children} schemas={schemas} />
    </li>
  );
}

interface BodyDocumentProps {
  description: string | undefined;
  contents: readonly MediaContent[];
  schemas: Definitions;
}

/** A body by media type. */
export function BodyDocument({ description, contents, schemas }: BodyDocumentProps) {
  const [chosen, setChosen] = useState(contents[0]?.mediaType ?? '');
  const content = contents.find(({ mediaType }) => mediaType === chosen) ?? contents[0];
  const schema = content?.schema ?? content?.itemSchema;
  return (
    <Stack gap="xs" align="flex-start">
      {description !== undefined && description !== '' && <Text size="sm">{description}</Text>}
      {contents.length > 1 && (
        <SegmentedControl
          size="xs"
          aria-label="Media type"
          value={content?.mediaType ?? ''}
          onChange={setChosen}
          data={contents.map(({ mediaType }) => mediaType)}
        />
      )}
      {contents.length === 1 && (
        <Text size="xs" c="dimmed">
          {content?.mediaType}
        </Text>
      )}
      {schema !== undefined && <SchemaView schema={schema} schemas={schemas} />}
    </Stack>
  );
}

interface ResponseListProps {
  responses: readonly OperationResponse[];
  schemas: Definitions;
}

/** What comes back, by status. */
export function ResponseList({ responses, schemas }: ResponseListProps) {
  if (responses.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        None described.
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

function ResponsePanel({ response, schemas }: { response: OperationResponse; schemas: Definitions }) {
  const { headers, contents } = response;
  if (headers.length === 0 && contents.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No body described.
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
