import { Anchor, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Assistant } from '#contract/assistants.ts';
import { counted } from '#core/counted.ts';
import { visibilityWords } from '#renderer/entities/connection/words.ts';
import { Notice } from '#renderer/ui/Notice.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import classes from './AssistantLayout.module.css';
import { useShownAssistant } from './AssistantLayout.tsx';

/** What the assistant is: model, owner, instructions. */
export function OverviewTab() {
  const assistant = useShownAssistant();
  const facts = factsOf(assistant).filter(([, value]) => value !== null);
  return (
    <Stack gap="lg" maw={1000}>
      {assistant.attention > 0 && <Attention assistant={assistant} />}
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section aria-labelledby="instructions">
        <Title order={2} size="h5" id="instructions" mb="xs">
          Instructions
        </Title>
        {assistant.instructions === '' ? (
          <Text size="sm" c="dimmed">
            None yet. Edit the assistant to add what the model is told before every conversation.
          </Text>
        ) : (
          <div className={classes.instructions}>{assistant.instructions}</div>
        )}
      </section>
    </Stack>
  );
}

function factsOf(assistant: Assistant): [string, ReactNode][] {
  return [
    ['AI provider', <Provider key="provider" assistant={assistant} />],
    ['Model', assistant.model],
    ['Integrations', assistant.attachments.toLocaleString('en')],
    ['Visible to', visibilityWords[assistant.visibility]],
    ['Owner', assistant.owner.name],
    ['Created', <RelativeTime key="created" at={assistant.createdAt} />],
    ['Changed', <RelativeTime key="changed" at={assistant.updatedAt} />],
  ];
}

function Provider({ assistant: { providerIntegrationId: id, providerName } }: { assistant: Assistant }) {
  if (id === null) return 'None';
  return (
    <Anchor component={Link} to={`/integrations/${id}`} size="sm">
      {providerName ?? 'A deleted integration'}
    </Anchor>
  );
}

function Attention({ assistant }: { assistant: Assistant }) {
  const are = assistant.attention === 1 ? 'needs' : 'need';
  return (
    <Notice color="orange" title={`${counted(assistant.attention, 'integration')} ${are} attention`}>
      A connection is missing, was deleted or is refused, so that its tools cannot run.{' '}
      <Anchor component={Link} to={`/assistants/${assistant.id}?attached=1`} size="sm">
        Show them
      </Anchor>
    </Notice>
  );
}
