import { Anchor, Box, Group, List, ScrollArea, SimpleGrid, Skeleton, Spoiler, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Integration } from '#contract/integrations.ts';
import type { DefinitionReport, SecurityScheme } from '#contract/openapi.ts';
import { counted } from '#core/counted.ts';
import { tagTitle } from '#core/openapi/tags.ts';
import { StatusBadge, Tag, type Tone } from '#renderer/ui/badges.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { useReport } from './queries.ts';
import { Section } from './Section.tsx';

/** What the definition of an integration says of itself; nothing where there is none. */
export function DefinitionSummary({ integration }: { integration: Integration }) {
  const { data, error, refetch } = useReport(integration.id, integration.definition !== null);
  if (integration.definition === null) return null;
  if (error !== null) {
    return <ErrorNotice error={error} title="The definition could not be read" onRetry={() => void refetch()} />;
  }
  const document = `/integrations/${integration.id}/definition`;
  return data === undefined ? <Skeleton h={160} /> : <ReportSections report={data} document={document} />;
}

const serversShown = 6;

/** What a definition says of itself: servers, authentication, coverage, tags and problems. */
export function ReportSections({ report, document }: { report: DefinitionReport; document?: string }) {
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <Section title="Authentication">
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
        <ScrollArea.Autosize mah={240} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': 'Problems' }}>
          <ProblemList report={report} document={document} />
        </ScrollArea.Autosize>
      </Section>
    </Stack>
  );
}

function Servers({ servers }: Pick<DefinitionReport, 'servers'>) {
  if (servers.length === 0) return <Text size="sm">None declared.</Text>;
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

const listed = 20;

/** How many operations of the document can be used, and why the others cannot. */
function Coverage({ coverage }: Pick<DefinitionReport, 'coverage'>) {
  const { mapped, total, unmapped } = coverage;
  const whole = mapped === total;
  return (
    <>
      <StatusBadge
        tone={whole ? 'good' : 'warn'}
        label={`${mapped.toLocaleString('en')} of ${counted(total, 'operation')}`}
      />
      {unmapped.length > 0 && (
        <List size="sm" mt={4}>
          {unmapped.slice(0, listed).map(({ pointer, reason }) => (
            <List.Item key={pointer}>
              {reason}{' '}
              <Text span size="xs" c="dimmed">
                {pointer}
              </Text>
            </List.Item>
          ))}
          {unmapped.length > listed && <List.Item>and {unmapped.length - listed} more</List.Item>}
        </List>
      )}
    </>
  );
}

/** Operations by tag. */
function TagCounts({ tags }: Pick<DefinitionReport, 'tags'>) {
  return (
    <Spoiler
      maxHeight={84}
      showLabel="Show all tags"
      hideLabel="Show fewer"
      styles={{ control: { fontSize: 'var(--mantine-font-size-sm)' } }}
    >
      <Group gap={6}>
        {tags.map(({ name, kind, description, count }) => (
          <Tag key={name} title={description ?? name}>
            {tagTitle(tags, name)} {count.toLocaleString('en')}
            {kind !== undefined && ` · ${kind}`}
          </Tag>
        ))}
      </Group>
    </Spoiler>
  );
}

const tones = { error: 'bad', warning: 'warn', info: 'info' } satisfies Record<string, Tone>;
const severityWords = { error: 'Error', warning: 'Warning', info: 'Note' };

interface ProblemListProps {
  report: Pick<DefinitionReport, 'problems' | 'problemCounts'>;
  /** Address of the document, whose lines the problems lead to; none where it is not stored yet. */
  document?: string | undefined;
}

/** What is wrong in the document, with its place. */
export function ProblemList({ report: { problems, problemCounts }, document }: ProblemListProps) {
  const total = problemCounts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return <StatusBadge tone="good" label="No problems found" />;
  return (
    <>
      <Stack gap={8} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {problems.map((problem) => (
          <Group
            component="li"
            key={`${problem.code}${problem.pointer}${problem.message}`}
            gap="sm"
            wrap="nowrap"
            align="flex-start"
          >
            <Box w={78} flex="none">
              <StatusBadge tone={tones[problem.severity]} label={severityWords[problem.severity]} />
            </Box>
            <div>
              <Text size="sm">{problem.message}</Text>
              <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {problem.line !== undefined && (
                  <>
                    <Place line={problem.line} column={problem.column ?? 1} document={document} /> ·{' '}
                  </>
                )}
                {problem.pointer === '' ? 'the document' : problem.pointer}
              </Text>
            </div>
          </Group>
        ))}
      </Stack>
      {total > problems.length && (
        <Text size="sm" c="dimmed" mt="xs">
          And {(total - problems.length).toLocaleString('en')} more of the same kinds.
        </Text>
      )}
    </>
  );
}

interface PlaceProps {
  line: number;
  column: number;
  document: string | undefined;
}

function Place({ line, column, document }: PlaceProps) {
  const words = `Line ${line}, column ${column}`;
  if (document === undefined) return words;
  return (
    <Anchor component={Link} to={`${document}?line=${line}&column=${column}`} size="xs">
      {words}
    </Anchor>
  );
}

type SchemeListProps = { report: Pick<DefinitionReport, 'securitySchemes' | 'optionalAuth' | 'operations'> };

/** The authentication that was found: each scheme with its name, how it is sent and how many operations accept it. */
function SchemeList({ report }: SchemeListProps) {
  const { securitySchemes, optionalAuth } = report;
  if (securitySchemes.length === 0) {
    return <Text size="sm">None declared. If the API needs a key anyway, set it after the import.</Text>;
  }
  return (
    <Stack gap={6}>
      {securitySchemes.map((scheme) => (
        <Group key={scheme.key} gap="xs">
          <Tag kind={scheme.required ? 'plain' : 'quiet'}>
            {schemeKind(scheme)} · {scheme.key}
          </Tag>
          <Text size="sm" c="dimmed" flex="1 1 160px">
            {[schemePlace(scheme), use(scheme.operations)].filter((part) => part !== null).join(' · ')}
          </Text>
        </Group>
      ))}
      {optionalAuth > 0 && (
        <Text size="sm" c="dimmed">
          {counted(optionalAuth, 'operation also works', 'operations also work')} without.
        </Text>
      )}
    </Stack>
  );
}

function use(operations: number): string {
  return operations === 0 ? 'declared, but no operation asks for it' : counted(operations, 'operation');
}

const httpSchemes: Record<string, string> = { basic: 'Basic', bearer: 'Bearer', digest: 'Digest' };

/** The kind of a security scheme, in the words of its badge. */
function schemeKind(scheme: Pick<SecurityScheme, 'type' | 'scheme'>): string {
  switch (scheme.type) {
    case 'apiKey':
      return 'API key';
    case 'oauth2':
      return 'OAuth2';
    case 'openIdConnect':
      return 'OpenID Connect';
    case 'mutualTLS':
      return 'Mutual TLS';
    case 'http':
      return httpSchemes[scheme.scheme ?? ''] ?? `HTTP ${scheme.scheme ?? ''}`;
  }
}

/** How it is sent, or where it is got: "header X-Api-Key", "client credentials". */
function schemePlace(scheme: SecurityScheme): string | null {
  if (scheme.type === 'apiKey' && scheme.in !== undefined) return `${scheme.in} ${scheme.parameterName ?? ''}`;
  if (scheme.type === 'http') return 'header Authorization';
  if (scheme.flows === undefined || scheme.flows.length === 0) return null;
  return scheme.flows.map(({ flow }) => flow.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)).join(', ');
}
