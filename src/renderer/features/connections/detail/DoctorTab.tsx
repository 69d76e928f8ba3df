import { Accordion, Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconTool } from '@tabler/icons-react';
import type { Connection } from '#contract/connections.ts';
import type { DoctorReport, DoctorStep, Finding } from '#contract/oauth.ts';
import { oauthFieldWords } from '#core/oauth/fields.ts';
import { StatusBadge, type Tone } from '#renderer/ui/badges.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { Notice } from '#renderer/ui/Notice.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { openOAuthSettings } from '../oauth/OAuthSettings.tsx';
import { useDoctorReport } from '../queries.ts';

/** What went wrong in the last exchange and how to fix it, then each of its steps. */
export function DoctorTab({ connection }: { connection: Connection }) {
  const report = useDoctorReport(connection.id);
  if (report.data !== undefined) return <Report report={report.data} connection={connection} />;
  if (report.error === null) return <Loading h={160} />;
  return <ErrorNotice error={report.error} title="No report yet" onRetry={() => void report.refetch()} />;
}

function Report({ report, connection }: { report: DoctorReport; connection: Connection }) {
  const { findings, steps, at } = report;
  return (
    <Stack gap="lg">
      <Stack gap="sm" component="section" aria-label="Findings">
        {findings.map((finding) => (
          <FindingNotice key={finding.code} finding={finding} connection={connection} />
        ))}
      </Stack>
      {steps.length === 0 ? (
        <Text size="sm">Nothing was sent to the authorization server yet. Sign in, then come back here.</Text>
      ) : (
        <section>
          <Title order={3} size="h5" mb="xs">
            Last sign-in
            {at === null ? null : (
              <Text span size="sm" c="dimmed" fw={400} ms={8}>
                <RelativeTime at={at} />
              </Text>
            )}
          </Title>
          <Accordion multiple chevronPosition="left" variant="separated">
            {steps.map((step, index) => (
              <Step
                key={`${step.at} ${step.name} ${step.url}`}
                step={step}
                number={index + 1}
                from={steps[0]?.at ?? step.at}
              />
            ))}
          </Accordion>
          <Text size="sm" c="dimmed" mt="xs">
            Codes, tokens and secrets are masked.
          </Text>
        </section>
      )}
    </Stack>
  );
}

/** A finding: what it is, the fix, then why. */
function FindingNotice({ finding, connection }: { finding: Finding; connection: Connection }) {
  const { code, title, explanation, fix, field } = finding;
  const well = code === 'ALL_WELL';
  return (
    <Notice
      color={well ? 'teal' : 'orange'}
      icon={well ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={title}
    >
      <Stack gap={6}>
        {fix === null ? null : (
          <Text size="sm" fw={600}>
            <IconTool size={14} aria-label="Fix:" style={{ verticalAlign: '-2px', marginInlineEnd: 6 }} />
            {fix}
          </Text>
        )}
        <Text size="sm">{explanation}</Text>
        {field === null || !connection.editable ? null : (
          <Button size="xs" variant="default" w="fit-content" onClick={() => openOAuthSettings(connection)}>
            Change “{oauthFieldWords[field]}”
          </Button>
        )}
      </Stack>
    </Notice>
  );
}

const stepWords: Record<DoctorStep['name'], string> = {
  discovery: 'Metadata loaded',
  authorization: 'Sign-in page opened',
  redirect: 'Browser returned',
  token: 'Token requested',
  device: 'Device code requested',
  poll: 'Waited for the code',
  refresh: 'Token refreshed',
  revocation: 'Token revoked',
  userinfo: 'User info loaded',
  jwks: 'Server keys loaded',
};
const firstError = 400;

interface StepProps {
  step: DoctorStep;
  number: number;
  /** Time of the first step, milliseconds UTC. */
  from: number;
}

/** One step of an exchange; opened, its request and answer as they went over the wire, redacted. */
function Step({ step, number, from }: StepProps) {
  const { name, method, url, status, durationMs, error } = step;
  return (
    <Accordion.Item value={String(number)}>
      <Accordion.Control>
        <Group gap="xs" justify="space-between" wrap="nowrap">
          <div style={{ minWidth: 0 }}>
            <Text size="sm" fw={600}>
              {number}. {stepWords[name]}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {method} {url}
            </Text>
          </div>
          <Group gap="sm" wrap="nowrap">
            <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              +{((step.at - from) / 1_000).toFixed(1)} s{durationMs === null ? '' : ` · ${Math.round(durationMs)} ms`}
            </Text>
            <StatusBadge
              tone={toneOf(step)}
              label={status === null ? (error === null ? 'Sent' : 'Failed') : String(status)}
            />
          </Group>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        <Stack gap="sm">
          {error === null ? null : <Text size="sm">{error}</Text>}
          <Message label="Request" first={`${method} ${url}`} headers={step.requestHeaders} body={step.requestBody} />
          {status === null ? null : (
            <Message
              label="The server said"
              first={`HTTP ${status}`}
              headers={step.responseHeaders}
              body={step.responseBody}
            />
          )}
        </Stack>
      </Accordion.Panel>
    </Accordion.Item>
  );
}

interface MessageProps {
  label: string;
  first: string;
  headers: DoctorStep['requestHeaders'];
  body: string | null;
}

function Message({ label, first, headers, body }: MessageProps) {
  const lines = [first, ...headers.map(({ name, value }) => `${name}: ${value}`)];
  const text = [lines.join('\n'), ...(body === null || body === '' ? [] : [body])].join('\n\n');
  return (
    <section aria-label={label}>
      <Text size="xs" c="dimmed" mb={4}>
        {label}
      </Text>
      <Code block tabIndex={0} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: 260 }}>
        {text}
      </Code>
    </section>
  );
}

function toneOf({ status, error }: DoctorStep): Tone {
  if (error !== null || (status !== null && status >= firstError)) return 'bad';
  return status === null ? 'info' : 'good';
}
