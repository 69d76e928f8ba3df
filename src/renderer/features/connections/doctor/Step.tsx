import { Accordion, Code, Group, Stack, Text } from '@mantine/core';
import type { DoctorStep } from '#contract/oauth.ts';
import { StatusBadge, type Tone } from '#renderer/ui/badges.tsx';

const stepWords: Record<DoctorStep['name'], string> = {
  discovery: 'Metadata read',
  authorization: 'Sign-in page opened',
  redirect: 'Browser came back',
  token: 'Token asked for',
  device: 'Device code asked for',
  poll: 'Asked whether the code was entered',
  refresh: 'Token refreshed',
  revocation: 'Token revoked',
  userinfo: 'User information read',
  jwks: 'Keys of the server read',
};
const firstError = 400;

interface StepProps {
  step: DoctorStep;
  number: number;
  /** Time of the first step, milliseconds UTC. */
  from: number;
}

/** One step of an exchange; opened, its request and answer as they went over the wire, redacted. */
export function Step({ step, number, from }: StepProps) {
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
            <Message label="Answer" first={`HTTP ${status}`} headers={step.responseHeaders} body={step.responseBody} />
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
