import { Badge, Checkbox, Group, List, Radio, Spoiler, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { z } from 'zod';
import type { IntegrationId } from '#contract/common.ts';
import type { Review } from '#contract/definitions.ts';
import { type Integration, integrationFields } from '#contract/integrations.ts';
import { baseUrlSentence, comparisonSections, comparisonSummary } from '#core/openapi/comparisonSections.ts';
import { client } from '#renderer/platform/client.ts';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { formatBytes } from '#renderer/ui/format.ts';
import { Notice } from '#renderer/ui/Notice.tsx';
import { ReportSections } from '../DefinitionSummary.tsx';
import { Section } from '../Section.tsx';
import classes from './ReviewStep.module.css';
import type { PickedSource } from './useReview.ts';

interface ReviewStepProps {
  review: Review;
  picked: PickedSource;
  /** What came of the same definition before; it may be replaced instead of making another one. */
  existing: Review['existing'];
  integrationId: IntegrationId | undefined;
  onBack: () => void;
  onImported: (integration: Integration) => void;
}

/** What was found, and the yes to it. */
export function ReviewStep({ review, picked, existing, integrationId, onBack, onImported }: ReviewStepProps) {
  const { suggestion, report } = review;
  const [again, setAgain] = useState(existing !== null);
  const [changesUrl, setChangesUrl] = useState(false);
  const into = integrationId ?? (again ? existing?.id : undefined);
  const form = useForm({
    initialValues: { displayName: suggestion.displayName, baseUrl: suggestion.baseUrl },
    schema: into === undefined ? newIntegration : unused,
    save: (fields) =>
      client.definitions.apply({ id: review.id, target: targetOf(into, suggestion, fields, changesUrl) }),
    onSaved: onImported,
  });
  return (
    <Form form={form}>
      <Stack gap="md">
        <ReviewHead review={review} />
        {picked.kind === 'file' && <OtherFiles report={report} />}
        {existing !== null && <AgainChoice existing={existing} again={again} onChange={setAgain} />}
        {into === undefined && (
          <Group grow align="flex-start">
            <TextInput label="Name" required {...form.fields.getInputProps('displayName')} />
            <TextInput label="Base URL" required type="url" {...form.fields.getInputProps('baseUrl')} />
          </Group>
        )}
        {into !== undefined && review.comparison !== null && (
          <Section title="What changes">
            <Comparison comparison={review.comparison} />
            {baseUrlSentence(review.comparison) !== null && (
              <Checkbox
                mt="sm"
                label={`Change the base URL to ${review.comparison.baseUrl.suggested}`}
                description={`It stays ${review.comparison.baseUrl.kept} otherwise.`}
                checked={changesUrl}
                onChange={(event) => setChangesUrl(event.currentTarget.checked)}
              />
            )}
          </Section>
        )}
        <ReportSections report={report} />
        <div className={classes.footer}>
          <FormFault form={form} />
          <FormActions
            form={form}
            action="Import"
            cancel="Choose another"
            onCancel={onBack}
            disabled={form.values.displayName.trim() === ''}
          />
        </div>
      </Stack>
    </Form>
  );
}

const newIntegration = integrationFields.pick({ displayName: true, baseUrl: true });
/** Name and address of an integration that is there already stay as they are. */
const unused = z.object({ displayName: z.string(), baseUrl: z.string() });

type Target = Parameters<typeof client.definitions.apply>[0]['target'];

function targetOf(
  into: IntegrationId | undefined,
  suggestion: Review['suggestion'],
  { displayName, baseUrl }: z.infer<typeof unused>,
  changesUrl: boolean,
): Target {
  if (into !== undefined)
    return { kind: 'existing', integrationId: into, ...(changesUrl && { baseUrl: suggestion.baseUrl }) };
  const name = displayName === suggestion.displayName ? suggestion.name : displayName;
  return { kind: 'new', name, fields: { displayName, baseUrl, type: 'api', provider: 'custom' } };
}

interface AgainChoiceProps {
  existing: NonNullable<Review['existing']>;
  again: boolean;
  onChange: (again: boolean) => void;
}

function AgainChoice({ existing, again, onChange }: AgainChoiceProps) {
  return (
    <Radio.Group
      label="Already imported"
      value={again ? 'again' : 'new'}
      onChange={(value) => onChange(value === 'again')}
    >
      <Stack gap={6} mt={6}>
        <Radio
          value="again"
          label={`Update ${existing.displayName}`}
          description="Keeps its connections, edits and settings."
        />
        <Radio value="new" label="Create another integration" />
      </Stack>
    </Radio.Group>
  );
}

function ReviewHead({ review: { report, bytes, written, sourceUrl } }: { review: Review }) {
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
        OpenAPI {report.specVersion} · {writtenWords(written)} · {formatBytes(bytes)} ·{' '}
        {report.operations.toLocaleString('en')} operations
        {report.webhooks > 0 && ` · ${report.webhooks.toLocaleString('en')} webhooks`}
        {sourceUrl !== null && ` · ${sourceUrl}`}
      </Text>
    </div>
  );
}

function writtenWords({ files, formats }: Review['written']): string {
  const words = formats.map((format) => format.toUpperCase()).join(' and ');
  return files === 1 ? words : `${files.toLocaleString('en')} files, ${words}`;
}

/** A file alone says what it lacks; only its folder has the rest. */
function OtherFiles({ report }: { report: Review['report'] }) {
  const missing = report.problemCounts.find(({ code }) => code === 'REMOTE_REFERENCE')?.count ?? 0;
  if (missing === 0) return null;
  return (
    <Notice color="orange" title="This file refers to other files">
      <Text size="sm">
        {missing === 1 ? 'One part of it is' : `${missing.toLocaleString('en')} parts of it are`} in other documents and
        would be missing. Choose another: drop the folder or a zip archive that holds them all.
      </Text>
    </Notice>
  );
}

type Compared = NonNullable<Review['comparison']>;

/** What importing again changes, before it is applied: first what can break something. */
function Comparison({ comparison }: { comparison: Compared }) {
  const sections = comparisonSections(comparison);
  const breaking = sections.filter(({ breaks }) => breaks);
  return (
    <Stack gap="xs">
      <Text size="sm">{comparisonSummary(comparison)}</Text>
      {breaking.length > 0 && (
        <Notice color="orange" title="Breaking changes">
          <Stack gap="xs">
            {breaking.map(({ title, names }) => (
              <Names key={title} title={title} names={names} />
            ))}
          </Stack>
        </Notice>
      )}
      {sections
        .filter(({ breaks }) => !breaks)
        .map(({ title, names }) => (
          <Names key={title} title={title} names={names} />
        ))}
    </Stack>
  );
}

function Names({ title, names }: { title: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <Section title={`${title} (${names.length.toLocaleString('en')})`}>
      <Spoiler
        maxHeight={110}
        showLabel="Show all"
        hideLabel="Show fewer"
        styles={{ control: { fontSize: 'var(--mantine-font-size-sm)' } }}
      >
        <List size="sm">
          {names.slice(0, 500).map((name) => (
            <List.Item key={name} style={{ overflowWrap: 'anywhere' }}>
              {name}
            </List.Item>
          ))}
          {names.length > 500 && <List.Item>and {names.length - 500} more</List.Item>}
        </List>
      </Spoiler>
    </Section>
  );
}
