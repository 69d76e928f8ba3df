import { Accordion, Button, Checkbox, Group, Input, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { oauthFieldWords } from '#core/oauth/fields.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { type NamedValue, NamedValueList } from '../credential/NamedValueList.tsx';
import { type EndpointName, missingUrls, type OAuthDraft, problemOf } from './oauthDraft.ts';

const endpoints: readonly EndpointName[] = [
  'authorizationUrl',
  'tokenUrl',
  'refreshUrl',
  'deviceAuthorizationUrl',
  'revocationUrl',
];

interface AdvancedFieldsProps {
  oauth: OAuthDraft;
  onChange(changes: Partial<OAuthDraft>): void;
}

/** URLs of the server and rarer settings; opened by itself where something in it is missing. */
export function AdvancedFields({ oauth, onChange }: AdvancedFieldsProps) {
  const missing = missingUrls(oauth);
  const [opened, setOpened] = useState(missing.length > 0);
  return (
    <Accordion
      variant="contained"
      value={opened || missing.length > 0 ? 'advanced' : null}
      onChange={(value) => setOpened(value !== null)}
    >
      <Accordion.Item value="advanced">
        <Accordion.Control>Server and advanced settings</Accordion.Control>
        <Accordion.Panel>
          <Stack gap="md">
            <DiscoveryField oauth={oauth} onChange={onChange} />
            {endpoints.map((name) => (
              <TextInput
                key={name}
                label={oauthFieldWords[name]}
                type="url"
                spellCheck={false}
                required={missing.includes(name)}
                error={problemOf(oauth, name)}
                value={oauth[name]}
                onChange={(event) => onChange({ [name]: event.currentTarget.value })}
              />
            ))}
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <Short
                label={oauthFieldWords.audience}
                value={oauth.audience}
                onChange={(audience) => onChange({ audience })}
              />
              <Short
                label={oauthFieldWords.resource}
                value={oauth.resource}
                onChange={(resource) => onChange({ resource })}
              />
            </SimpleGrid>
            <Parameters
              label={oauthFieldWords.extraParameters}
              description="Sent along with the sign-in, for example prompt=consent or access_type=offline."
              noun="parameter"
              value={oauth.extra}
              onChange={(extra) => onChange({ extra })}
            />
            <Parameters
              label={oauthFieldWords.tokenParameters}
              description="Sent along whenever a token is fetched or refreshed."
              noun="token parameter"
              value={oauth.tokenExtra}
              onChange={(tokenExtra) => onChange({ tokenExtra })}
            />
            {oauth.grant === 'authorizationCode' ? (
              <Checkbox
                label={oauthFieldWords.pkce}
                description="Protects the code on its way. Switch it off only for a server that refuses it."
                checked={oauth.pkce}
                onChange={(event) => onChange({ pkce: event.currentTarget.checked })}
              />
            ) : null}
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

function Short({ label, value, onChange }: { label: string; value: string; onChange(value: string): void }) {
  return (
    <TextInput
      label={label}
      spellCheck={false}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface DiscoveryFieldProps {
  oauth: OAuthDraft;
  onChange(changes: Partial<OAuthDraft>): void;
}

/** Fills in the server's URLs from its metadata (OpenID Connect discovery or RFC 8414). */
function DiscoveryField({ oauth, onChange }: DiscoveryFieldProps) {
  const discover = useMutation(
    orpc.oauth.discover.mutationOptions({
      meta: { quiet: true },
      onSuccess: (found) =>
        onChange({
          issuer: found.issuer ?? oauth.issuer,
          authorizationUrl: found.authorizationUrl ?? oauth.authorizationUrl,
          tokenUrl: atHome(found, 'tokenUrl') ?? oauth.tokenUrl,
          deviceAuthorizationUrl: atHome(found, 'deviceAuthorizationUrl') ?? oauth.deviceAuthorizationUrl,
          revocationUrl: atHome(found, 'revocationUrl') ?? oauth.revocationUrl,
        }),
    }),
  );
  const problem = problemOf(oauth, 'issuer');
  return (
    <Stack gap="xs">
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          flex={1}
          label={oauthFieldWords.issuer}
          description="With it, the console reads the URLs below from the server itself."
          type="url"
          spellCheck={false}
          placeholder="https://login.example.com"
          error={problem}
          value={oauth.issuer}
          onChange={(event) => onChange({ issuer: event.currentTarget.value })}
        />
        <Button
          variant="default"
          loading={discover.isPending}
          disabled={oauth.issuer.trim() === '' || problem !== undefined}
          onClick={() => discover.mutate({ url: oauth.issuer.trim() })}
        >
          Discover
        </Button>
      </Group>
      {discover.isError ? <ErrorNotice error={discover.error} title="The metadata could not be read" /> : null}
      {discover.data === undefined ? null : (
        <Text size="sm" role="status">
          Found {discover.data.issuer ?? 'the server'}
          {discover.data.scopes.length === 0 ? '' : `, with the scopes ${discover.data.scopes.join(', ')}`}.
          {elsewhere(discover.data)
            ? ' It sends secrets to another host, which you will be asked about at the sign-in.'
            : ''}
        </Text>
      )}
    </Stack>
  );
}

const secretEndpoints = ['tokenUrl', 'deviceAuthorizationUrl', 'revocationUrl'] as const;
type Found = Record<(typeof secretEndpoints)[number] | 'issuer', string | null>;

/** An endpoint for secrets, where it is at the issuer's own origin; another one is confirmed at the sign-in. */
function atHome(found: Found, name: (typeof secretEndpoints)[number]): string | null {
  const url = found[name];
  return url !== null && URL.parse(url)?.origin === URL.parse(found.issuer ?? url)?.origin ? url : null;
}

const elsewhere = (found: Found): boolean =>
  secretEndpoints.some((name) => found[name] !== null && atHome(found, name) === null);

interface ParametersProps {
  label: string;
  description: string;
  /** What one of them is called. */
  noun: string;
  value: readonly NamedValue[];
  onChange(pairs: NamedValue[]): void;
}

/** Parameters that the standard does not know. */
function Parameters({ label, description, noun, value, onChange }: ParametersProps) {
  return (
    <Input.Wrapper label={label} labelElement="div" description={description}>
      <Stack gap="xs" mt={6} align="stretch">
        <NamedValueList noun={noun} value={value} onChange={onChange} />
      </Stack>
    </Input.Wrapper>
  );
}
