import { Button, Group, List, Text } from '@mantine/core';
import { IconCode, IconTerminal2 } from '@tabler/icons-react';
import { useState } from 'react';
import type { Composed } from '#contract/requests.ts';
import { counted } from '#core/counted.ts';
import { CopyTextButton } from '#renderer/ui/CopyButton.tsx';
import { CodeViewer } from '#renderer/ui/code/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Notice } from '#renderer/ui/Notice.tsx';
import classes from '../requests.module.css';
import { useWorkbench } from '../workbench.ts';
import { CodeDialog } from './CodeDialog.tsx';

/** The request as it will be sent, secrets masked, and what must be fixed before. */
export function PreviewTab() {
  const { composed, composeError, draft } = useWorkbench();
  const [isCode, setCode] = useState(false);
  if (composeError !== null) {
    return (
      <div className={classes.tabPanel}>
        <ErrorNotice error={composeError} />
      </div>
    );
  }
  if (composed === null) {
    return (
      <Text size="sm" c="dimmed" p="sm">
        Enter a URL to see the request as it will be sent.
      </Text>
    );
  }
  return (
    <>
      <Group p="xs" justify="space-between">
        <Text size="xs" c="dimmed">
          Secrets are masked here and in the copy.
        </Text>
        <Group gap="xs">
          <CopyTextButton value={composed.curl} size="compact-sm" icon={<IconTerminal2 size={14} aria-hidden />}>
            Copy as cURL
          </CopyTextButton>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconCode size={14} aria-hidden />}
            onClick={() => setCode(true)}
          >
            Code
          </Button>
        </Group>
      </Group>
      {isCode ? <CodeDialog draft={draft} onClose={() => setCode(false)} /> : null}
      <Problems composed={composed} />
      <div className={classes.fillPanel}>
        <CodeViewer label="Request as it will be sent" value={asText(composed)} wrap bare />
      </div>
    </>
  );
}

/** What fields without a name of their own are called. */
const fieldWords: Readonly<Record<string, string>> = {
  url: 'URL',
  server: 'Server',
  body: 'Body',
  variables: 'Variables of GraphQL',
  auth: 'Auth',
  headers: 'Headers',
};

function Problems({ composed }: { composed: Composed }) {
  if (composed.problems.length === 0) return null;
  // A variable that is missing in several places of a field is said once.
  const said = new Map(composed.problems.map((problem) => [`${problem.field}:${problem.message}`, problem]));
  const wrong = composed.problems.some((problem) => problem.severity === 'error');
  return (
    <Notice
      mx="xs"
      mb="xs"
      color={wrong ? 'red' : 'orange'}
      title={wrong ? 'Fix this before sending' : 'Check this before sending'}
    >
      <List size="sm">
        {[...said].map(([key, { field, message }]) => (
          <List.Item key={key}>
            <b>{fieldWords[field] ?? field}</b>: {message}
          </List.Item>
        ))}
      </List>
    </Notice>
  );
}

/** What is not shown of a long body is sent anyway. */
function cutNote({ body, bodyBytes }: Composed): string[] {
  const shown = new TextEncoder().encode(body ?? '').length;
  return shown >= 64 * 1024 && bodyBytes > shown ? [`… and ${counted(bodyBytes - shown, 'more byte')}`] : [];
}

function asText(composed: Composed): string {
  const headers = composed.headers.map(({ name, value }) => `${name}: ${value}`);
  const body = composed.body === null ? [] : ['', composed.body, ...cutNote(composed)];
  return [`${composed.method} ${composed.url}`, ...headers, ...body].join('\n');
}
