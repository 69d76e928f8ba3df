import { Button, Group, Select, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { MediaContent, OperationDetail } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { essence, isForm } from '#core/http/mediaType.ts';
import { findContent } from '#core/openapi/bodyContent.ts';
import { bodyFor, isFile } from '#core/openapi/sampleRequest.ts';
import { CodeEditor, type CodeProblem, languageOfMediaType } from '#renderer/ui/code/index.ts';
import classes from '../requests.module.css';
import { useShownProblems, useWorkbench } from '../workbench.ts';
import { FileBody } from './FileBody.tsx';
import { FormFields } from './FormFields.tsx';
import { GraphqlBody } from './GraphqlBody.tsx';

type Body = RequestDraft['body'];

const none = 'none';
const graphql = 'GraphQL';
const usualTypes = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/xml',
  'application/yaml',
  'text/plain',
  'application/octet-stream',
];

/** The body: none, text in an editor that knows the schema, or a form with files. */
export function BodyTab() {
  const { draft, change, detail } = useWorkbench();
  const { body } = draft;
  const mediaType = typeOf(body);
  const contents = detail?.requestBody?.contents ?? [];
  const content = body.kind === 'none' || body.kind === 'graphql' ? undefined : findContent(contents, mediaType);
  const set = (next: Body) => change({ body: next });
  return (
    <>
      <Group gap="xs" p="xs" wrap="nowrap">
        <Select
          size="xs"
          aria-label="Body type"
          w={260}
          data={typeOptions(contents, nameOfType(contents, mediaType))}
          value={nameOfType(contents, mediaType)}
          allowDeselect={false}
          onChange={(type) => set(turned(body, type ?? none, contents, detail))}
        />
        {detail?.requestBody?.required && body.kind === 'none' ? (
          <Text size="xs" c="dimmed">
            The operation needs a body.
          </Text>
        ) : null}
        {content === undefined || detail === null ? null : (
          <Button size="compact-xs" variant="subtle" onClick={() => set(bodyFor(content, detail.definitions))}>
            Generate sample
          </Button>
        )}
      </Group>
      <NotKept body={body} />
      {body.kind === 'text' ? <TextBody body={body} content={content} onChange={set} /> : null}
      {body.kind === 'form' ? <FormFields body={body} onChange={set} /> : null}
      {body.kind === 'graphql' ? <GraphqlBody body={body} onChange={set} /> : null}
      {body.kind === 'file' ? <FileBody body={body} onChange={set} /> : null}
      {body.kind === 'none' ? (
        <Text size="sm" c="dimmed" px="sm">
          The request has no body.
        </Text>
      ) : null}
    </>
  );
}

const typeOf = (body: Body): string =>
  body.kind === 'none' ? none : body.kind === 'graphql' ? graphql : body.mediaType;

/** Says which secrets of the body were left out when it was kept. */
function NotKept({ body }: { body: Body }) {
  const { composed } = useWorkbench();
  const fields = new Set(body.kind === 'form' ? body.fields.map(({ name }) => name) : ['body']);
  const problems = composed?.problems.filter(({ severity, field }) => severity === 'error' && fields.has(field)) ?? [];
  return problems.map(({ field, message }) => (
    <Text key={field} size="xs" c="var(--mantine-color-error)" px="sm" pb="xs">
      {message}
    </Text>
  ));
}

interface TextBodyProps {
  body: Extract<Body, { kind: 'text' }>;
  content: MediaContent | undefined;
  onChange(body: Body): void;
}

function TextBody({ body, content, onChange }: TextBodyProps) {
  const { detail } = useWorkbench();
  const shown = useShownProblems();
  const schema = useMemo(() => {
    const own = content?.schema;
    return typeof own === 'object' ? { ...own, $defs: detail?.definitions ?? {} } : undefined;
  }, [content, detail]);
  const problems = useMemo(
    () =>
      shown
        .filter((problem) => problem.field === 'body')
        .map((problem): CodeProblem => ({ ...problem, line: problem.line ?? 1 })),
    [shown],
  );
  return (
    <div className={classes.fillPanel} style={{ padding: '0 8px 8px' }} data-field="body">
      <CodeEditor
        label="Body"
        labelHidden
        height="100%"
        language={languageOfMediaType(body.mediaType)}
        schema={schema}
        problems={problems}
        value={body.text}
        onChange={(text) => onChange({ kind: 'text', mediaType: body.mediaType, text })}
      />
    </div>
  );
}

/** The name under which the operation declares a type, which may be a range that holds it. */
function nameOfType(contents: readonly MediaContent[], mediaType: string): string {
  const found = mediaType === none || mediaType === graphql ? undefined : findContent(contents, mediaType);
  return found !== undefined && essence(found.mediaType).includes('*') ? found.mediaType : mediaType;
}

function typeOptions(contents: readonly MediaContent[], current: string) {
  const declared = contents.map((one) => one.mediaType);
  const others = [...usualTypes, ...(current === none || current === graphql ? [] : [current])].filter(
    (type) => !declared.includes(type),
  );
  const own = declared.length === 0 ? [] : [{ group: 'Of the operation', items: declared }];
  return [
    {
      group: 'Body',
      items: [
        { value: none, label: 'No body' },
        { value: graphql, label: graphql },
      ],
    },
    ...own,
    { group: 'Others', items: [...new Set(others)] },
  ];
}

/** The body as another type; text stays text, and a declared type begins with its sample where nothing was written. */
function turned(body: Body, type: string, contents: readonly MediaContent[], detail: OperationDetail | null): Body {
  if (type === none) return { kind: 'none' };
  if (type === graphql)
    return body.kind === 'graphql' ? body : { kind: 'graphql', query: '', variables: '', operationName: null };
  const content = findContent(contents, type);
  const written = body.kind === 'text' && body.text.trim() !== '';
  if (isForm(type)) {
    if (body.kind === 'form') return { ...body, mediaType: type };
    return content === undefined || detail === null
      ? { kind: 'form', mediaType: type, fields: [] }
      : bodyFor(content, detail.definitions);
  }
  if (isFile(type)) {
    return body.kind === 'file' ? { ...body, mediaType: type } : { kind: 'file', mediaType: type, name: '', data: '' };
  }
  if (written) return { kind: 'text', mediaType: type, text: body.text };
  return content === undefined || detail === null
    ? { kind: 'text', mediaType: type, text: '' }
    : bodyFor(content, detail.definitions);
}
