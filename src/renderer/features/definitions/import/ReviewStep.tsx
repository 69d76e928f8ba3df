import { Badge, Button, Group, Radio, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { Review } from '#contract/definitions.ts';
import type { Integration } from '#contract/integrations.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import { Comparison } from '../review/Comparison.tsx';
import { ReportSections } from '../review/ReportSections.tsx';
import { Section } from '../review/Section.tsx';
import classes from './ImportModal.module.css';

interface ReviewStepProps {
  review: Review;
  /** What came of the same definition before; it may be replaced instead of making another one. */
  existing: Review['existing'];
  integrationId: IntegrationId | undefined;
  onBack: () => void;
  onImported: (integration: Integration) => void;
}

/** What was found, and the yes to it. */
export function ReviewStep({ review, existing, integrationId, onBack, onImported }: ReviewStepProps) {
  const { suggestion, report } = review;
  const [again, setAgain] = useState(existing !== null);
  const into = integrationId ?? (again ? existing?.id : undefined);
  const [displayName, setName] = useState(suggestion.displayName);
  const [baseUrl, setBaseUrl] = useState(suggestion.baseUrl);
  const apply = useMutation(orpc.definitions.apply.mutationOptions({ meta: { quiet: true }, onSuccess: onImported }));
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const name = displayName === suggestion.displayName ? suggestion.name : displayName;
    const target =
      into === undefined
        ? { kind: 'new' as const, name, fields: { baseUrl, displayName, type: 'api' as const, provider: 'custom' } }
        : { kind: 'existing' as const, integrationId: into };
    apply.mutate({ id: review.id, target });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <ReviewHead review={review} />
        {existing !== null && <AgainChoice existing={existing} again={again} onChange={setAgain} />}
        {into === undefined && (
          <Group grow align="flex-start">
            <TextInput
              label="Name"
              required
              value={displayName}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <TextInput
              label="Base URL"
              required
              type="url"
              value={baseUrl}
              onChange={(event) => setBaseUrl(event.currentTarget.value)}
            />
          </Group>
        )}
        {into !== undefined && review.comparison !== null && (
          <Section title="What changes">
            <Comparison comparison={review.comparison} />
          </Section>
        )}
        <ReportSections report={report} />
        <div className={classes.footer}>
          {apply.error !== null && <ErrorNotice error={apply.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onBack}>
              Choose another
            </Button>
            <Button type="submit" loading={apply.isPending} disabled={displayName.trim() === ''}>
              Import
            </Button>
          </Group>
        </div>
      </Stack>
    </form>
  );
}

interface AgainChoiceProps {
  existing: NonNullable<Review['existing']>;
  again: boolean;
  onChange: (again: boolean) => void;
}

function AgainChoice({ existing, again, onChange }: AgainChoiceProps) {
  return (
    <Radio.Group
      label="This definition was imported before"
      value={again ? 'again' : 'new'}
      onChange={(value) => onChange(value === 'again')}
    >
      <Stack gap={6} mt={6}>
        <Radio
          value="again"
          label={`Import again into ${existing.displayName}`}
          description="Its connections, hand edits and settings stay."
        />
        <Radio value="new" label="Make another integration" />
      </Stack>
    </Radio.Group>
  );
}

function ReviewHead({ review: { report, bytes, format, sourceUrl } }: { review: Review }) {
  return (
    <div>
      <Group gap="xs">
        <Title order={2} size="h4">
          {report.title}
        </Title>
        <Badge variant="default" tt="none">
          {report.version}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        OpenAPI {report.specVersion} · {format.toUpperCase()} · {formatBytes(bytes)} ·{' '}
        {report.operations.toLocaleString('en')} operations
        {report.webhooks > 0 && ` · ${report.webhooks.toLocaleString('en')} webhooks`}
        {sourceUrl !== null && ` · ${sourceUrl}`}
      </Text>
    </div>
  );
}
