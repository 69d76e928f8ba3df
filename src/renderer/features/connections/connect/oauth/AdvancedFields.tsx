import { Accordion, Checkbox, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { DiscoveryField } from './DiscoveryField.tsx';
import { ExtraParameters } from './ExtraParameters.tsx';
import { type EndpointName, missingUrls, type OAuthDraft, problemOf } from './oauthDraft.ts';
import { endpointWords } from './words.ts';

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
                label={endpointWords[name]}
                type="url"
                spellCheck={false}
                required={missing.includes(name)}
                error={problemOf(oauth, name)}
                value={oauth[name]}
                onChange={(event) => onChange({ [name]: event.currentTarget.value })}
              />
            ))}
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <Short label="Audience" value={oauth.audience} onChange={(audience) => onChange({ audience })} />
              <Short label="Resource" value={oauth.resource} onChange={(resource) => onChange({ resource })} />
            </SimpleGrid>
            <ExtraParameters value={oauth.extra} onChange={(extra) => onChange({ extra })} />
            {oauth.grant === 'authorizationCode' ? (
              <Checkbox
                label="PKCE (S256)"
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
