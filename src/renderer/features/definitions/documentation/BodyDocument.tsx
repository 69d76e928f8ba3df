import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { MediaContent } from '#contract/openapi.ts';
import type { Schemas } from '../schema/readSchema.ts';
import { SchemaView } from '../schema/SchemaView.tsx';

interface BodyDocumentProps {
  description: string | undefined;
  contents: readonly MediaContent[];
  schemas: Schemas;
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
