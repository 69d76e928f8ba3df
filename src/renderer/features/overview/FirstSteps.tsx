import { Button, Code, CopyButton, Group, Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconFlask } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { IntegrationRow } from '#contract/integrations.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import classes from './overview.module.css';

const sampleProvider = 'sample';

interface FirstStepsProps {
  /** The integration to go on with: the newest. */
  integration: IntegrationRow | undefined;
  connected: boolean;
}

/** From nothing to a first response: three steps, each done here, until the last one is. */
export function FirstSteps({ integration, connected }: FirstStepsProps) {
  const { importDefinition, connect } = useAppActions();
  const needsNone = integration !== undefined && !integration.needsConnection;
  return (
    <Stack gap="md" maw={760}>
      <div>
        <Title order={2} size="h4">
          Get started in three steps
        </Title>
        <Text size="sm" c="dimmed">
          Everything stays on this computer. No account needed.
        </Text>
      </div>
      <ol className={classes.steps}>
        <Step
          number={1}
          done={integration !== undefined}
          title="Import a definition"
          text="An OpenAPI document, from a file, a URL or the clipboard."
        >
          <Button variant={integration === undefined ? 'filled' : 'default'} onClick={() => importDefinition()}>
            Import definition
          </Button>
        </Step>
        <Step
          number={2}
          done={connected || needsNone}
          title="Connect"
          text={
            needsNone && !connected
              ? `${integration.displayName} needs no authentication.`
              : 'Add the key the API needs. It is stored encrypted.'
          }
        >
          {integration?.needsConnection && <Button onClick={() => connect(integration.id)}>Connect</Button>}
        </Step>
        <Step number={3} done={false} title="Send" text="Choose an operation and see what comes back.">
          {integration !== undefined && (connected || needsNone) && (
            <Button component={Link} to={`/requests?integration=${integration.id}`}>
              Send a request
            </Button>
          )}
        </Step>
      </ol>
      {integration?.provider === sampleProvider ? <SampleKey /> : <TrySample />}
    </Stack>
  );
}

interface StepProps {
  number: number;
  done: boolean;
  title: string;
  text: string;
  children: ReactNode;
}

function Step({ number, done, title, text, children }: StepProps) {
  return (
    <li className={classes.step} data-done={done || undefined}>
      <span className={classes.number}>{done ? <IconCheck size={16} aria-label="Done" /> : number}</span>
      <div style={{ flex: 1 }}>
        <Text fw={600}>{title}</Text>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      </div>
      {!done && <Group>{children}</Group>}
    </li>
  );
}

/** The key of the sample API, to copy into the connection. It opens nothing else. */
function SampleKey() {
  const sample = useQuery(orpc.sample.start.queryOptions()).data;
  if (sample === undefined) return null;
  return (
    <Group gap="sm">
      <Text size="sm">The key of the sample is</Text>
      <Code>{sample.apiKey}</Code>
      <CopyButton value={sample.apiKey}>
        {({ copied, copy }) => (
          <Button variant="default" size="xs" onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
      <Text size="sm" c="dimmed">
        It works for this sample API only.
      </Text>
    </Group>
  );
}

/** Installs the API that the console serves itself, for a first success without any other. */
function TrySample() {
  const install = useMutation(
    orpc.sample.install.mutationOptions({
      onSuccess: ({ integration }) => {
        toastDone(`${integration.displayName} is there. Connect it with its key, then send.`);
      },
    }),
  );
  return (
    <Group gap="sm">
      <Button
        variant="default"
        leftSection={<IconFlask size={16} aria-hidden />}
        loading={install.isPending}
        onClick={() => install.mutate(undefined)}
      >
        Try the sample
      </Button>
      <Text size="sm" c="dimmed">
        A small API that Patchbay runs on this computer. Works offline.
      </Text>
    </Group>
  );
}
