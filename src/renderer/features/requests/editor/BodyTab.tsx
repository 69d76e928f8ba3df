import { Button, Group, Loader, Select, Text } from '@mantine/core';
import { IconIndentIncrease } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { MediaContent } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { bodyFor } from '#core/openapi/sampleRequest.ts';
import { CodeEditor, type CodeProblem, languageOfMediaType } from '#renderer/ui/code/index.ts';
import classes from '../requests.module.css';
import { useShownProblems, useWorkbench } from '../workbench.ts';
import { beautifierOf, chosenType, declaredContent, turned, typeOf, typeOptions } from './bodyTypes.ts';
import { FileBody } from './FileBody.tsx';
import { FormFields } from './FormFields.tsx';

/** GraphQL's own grammar and checks are large, and few requests need them. */
const GraphqlBody = lazy(async () => ({ default: (await import('./graphql/GraphqlBody.tsx')).GraphqlBody }));

type Body = RequestDraft['body'];

/** The body: none, text in an editor that knows the schema, a form with files, a file, or GraphQL. */
export function BodyTab() {
  const { draft, change, detail } = useWorkbench();
  const { body, method } = draft;
  const contents = detail?.requestBody?.contents ?? [];
  const content = declaredContent(contents, body);
  const chosen = chosenType(contents, body);
  const set = (next: Body) => change({ body: next });
  const turn = (type: string) => {
    const next = turned(body, type, contents, detail);
    // A query in a body is sent by POST (GraphQL over HTTP, section 5.4).
    change({ body: next, ...(next.kind === 'graphql' && /^(GET|HEAD)$/i.test(method) && { method: 'POST' }) });
  };
  return (
    <>
      <Group gap="xs" p="xs">
        <Select
          size="xs"
          aria-label="Body type"
          w={220}
          data={typeOptions(contents, chosen)}
          value={chosen}
          allowDeselect={false}
          maxDropdownHeight={340}
          onChange={(type) => turn(type ?? typeOf(body))}
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
        {body.kind === 'text' ? <Beautify body={body} onChange={set} /> : null}
      </Group>
      <NotKept body={body} />
      {body.kind === 'text' ? <TextBody body={body} content={content} onChange={set} /> : null}
      {body.kind === 'form' ? <FormFields body={body} onChange={set} /> : null}
      {body.kind === 'graphql' ? (
        <Suspense fallback={<Loader size="sm" m="md" aria-label="The editor is loading" />}>
          <GraphqlBody body={body} onChange={set} />
        </Suspense>
      ) : null}
      {body.kind === 'file' ? <FileBody body={body} onChange={set} /> : null}
      {body.kind === 'none' ? (
        <Text size="sm" c="dimmed" px="sm">
          The request has no body.
        </Text>
      ) : null}
    </>
  );
}

interface BeautifyProps {
  body: Extract<Body, { kind: 'text' }>;
  onChange(body: Body): void;
}

/** Writes JSON or XML over lines; says so where it is none. */
function Beautify({ body, onChange }: BeautifyProps) {
  const [refused, setRefused] = useState<string | null>(null);
  const beautifier = beautifierOf(body.mediaType);
  if (beautifier === null) return null;
  const beautify = () => {
    const text = beautifier.format(body.text);
    setRefused(text === null ? body.text : null);
    if (text !== null) onChange({ kind: 'text', mediaType: body.mediaType, text });
  };
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconIndentIncrease size={14} aria-hidden />}
        disabled={body.text.trim() === ''}
        onClick={beautify}
      >
        Beautify
      </Button>
      {refused === body.text ? (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          This is not valid {beautifier.name}, so it was left as it is.
        </Text>
      ) : null}
    </>
  );
}

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
