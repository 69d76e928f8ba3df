import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { IntegrationId } from '#contract/common.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import { plainText } from '#renderer/ui/plainText.ts';
import { Section } from '../review/Section.tsx';
import { BodyDocument } from './BodyDocument.tsx';
import { DocumentHead } from './DocumentHead.tsx';
import { ParameterList } from './ParameterList.tsx';
import { ResponseList } from './ResponseList.tsx';
import { securityWords } from './securityWords.ts';

interface OperationDocumentProps {
  integrationId: IntegrationId;
  operation: OperationDetail;
  onGone: () => void;
}

/** One operation: what it does, what it needs, what comes back. */
export function OperationDocument({ integrationId, operation, onGone }: OperationDocumentProps) {
  const { description, parameters, requestBody, responses, definitions, externalDocs, problems } = operation;
  return (
    <Stack gap="lg">
      <DocumentHead integrationId={integrationId} operation={operation} onGone={onGone} />
      {description !== undefined && description !== operation.summary && (
        <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
          {plainText(description)}
        </Text>
      )}
      {externalDocs !== undefined && (
        <Anchor href={externalDocs.url} target="_blank" rel="noreferrer" size="sm">
          {externalDocs.description ?? externalDocs.url}
        </Anchor>
      )}
      {problems.map((problem) => (
        <Alert
          key={problem.pointer + problem.code}
          color="orange"
          variant="outline"
          icon={<IconAlertTriangle aria-hidden />}
        >
          {problem.message}
        </Alert>
      ))}
      <Section title="Authentication">
        <Text size="sm">{securityWords(operation.security)}</Text>
      </Section>
      {parameters.length > 0 && (
        <Section title="Parameters">
          <ParameterList parameters={parameters} schemas={definitions} />
        </Section>
      )}
      {requestBody !== undefined && (
        <Section title={requestBody.required ? 'Body, required' : 'Body'}>
          <BodyDocument description={requestBody.description} contents={requestBody.contents} schemas={definitions} />
        </Section>
      )}
      <Section title="Responses">
        <ResponseList responses={responses} schemas={definitions} />
      </Section>
    </Stack>
  );
}
