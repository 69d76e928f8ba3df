import { Accordion, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ConnectionId } from '#contract/common.ts';
import type { DoctorReport } from '#contract/oauth.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { FindingNotice } from './FindingNotice.tsx';
import { Step } from './Step.tsx';

/** What went wrong in the last exchange and how to mend it, then each of its steps. */
export function DoctorTab({ connectionId }: { connectionId: ConnectionId }) {
  const report = useQuery(orpc.oauth.doctor.queryOptions({ input: { connectionId } }));
  if (report.data !== undefined) return <Report report={report.data} />;
  if (report.error === null) return <Skeleton h={160} aria-label="Loading" />;
  return <ErrorNotice error={report.error} title="The doctor has no report" onRetry={() => void report.refetch()} />;
}

function Report({ report }: { report: DoctorReport }) {
  const { findings, steps, at } = report;
  return (
    <Stack gap="lg">
      <Stack gap="sm" component="section" aria-label="Findings">
        {findings.map((finding) => (
          <FindingNotice key={finding.code} finding={finding} />
        ))}
      </Stack>
      {steps.length === 0 ? (
        <Text size="sm">Nothing was exchanged with the authorization server yet. Sign in, then look here.</Text>
      ) : (
        <section>
          <Title order={3} size="h5" mb="xs">
            Last exchange
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
