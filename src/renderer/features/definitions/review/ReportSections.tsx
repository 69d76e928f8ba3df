import { List, SimpleGrid, Stack, Text } from '@mantine/core';
import type { DefinitionReport } from '#contract/openapi.ts';
import { Coverage } from './Coverage.tsx';
import { ProblemList } from './ProblemList.tsx';
import { SchemeList } from './SchemeList.tsx';
import { Section } from './Section.tsx';
import { TagCounts } from './TagCounts.tsx';

const serversShown = 6;

/** What a definition says of itself: servers, authentication, coverage, tags and problems. */
export function ReportSections({ report }: { report: DefinitionReport }) {
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <Section title="Authentication found">
          <SchemeList report={report} />
        </Section>
        <Section title="Servers">
          <Servers servers={report.servers} />
        </Section>
      </SimpleGrid>
      <Section title="Coverage">
        <Coverage coverage={report.coverage} />
      </Section>
      {report.tags.length > 0 && (
        <Section title="Operations by tag">
          <TagCounts tags={report.tags} />
        </Section>
      )}
      <Section title="Problems">
        <ProblemList report={report} />
      </Section>
    </Stack>
  );
}

function Servers({ servers }: Pick<DefinitionReport, 'servers'>) {
  if (servers.length === 0) return <Text size="sm">None is named.</Text>;
  return (
    <List size="sm">
      {servers.slice(0, serversShown).map((server) => (
        <List.Item key={server.url} style={{ overflowWrap: 'anywhere' }}>
          {server.url}
          {server.description !== undefined && (
            <Text span size="sm" c="dimmed">
              {' '}
              {server.description}
            </Text>
          )}
        </List.Item>
      ))}
      {servers.length > serversShown && <List.Item>and {servers.length - serversShown} more</List.Item>}
    </List>
  );
}
