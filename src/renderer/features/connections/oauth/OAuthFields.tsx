import { Button, Select, Stack, TagsInput, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { Grant } from '#contract/oauthConfig.ts';
import { oauthFieldWords, showsOAuthField } from '#core/oauth/fields.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { Notice } from '#renderer/ui/Notice.tsx';
import { type CredentialDraft, clientSecretsOf, oauthOf } from '../credential/credentialDraft.ts';
import { useOAuthSuggestion } from '../queries.ts';
import { ClientFields } from './ClientFields.tsx';
import {
  type ClientSecrets,
  changedDraft,
  grantWords,
  type OAuthDraft,
  oauthDraft,
  providerPorts,
} from './oauthDraft.ts';
import { RedirectField } from './RedirectField.tsx';
import { AdvancedFields } from './ServerFields.tsx';

interface OAuthFieldsProps {
  integrationId: IntegrationId;
  draft: CredentialDraft;
  /** The client's secret is in the vault already; an empty field keeps it. */
  stored: boolean;
  onChange(draft: CredentialDraft): void;
  /** The settings of the definition are there. */
  onLoad(draft: CredentialDraft): void;
}

/** Settings of an OAuth2 client, begun with what the definition says. */
export function OAuthFields({ integrationId, draft, stored, onChange, onLoad }: OAuthFieldsProps) {
  const suggestion = useOAuthSuggestion(integrationId, draft.schemeKey);
  const withValues = (values: Partial<ClientSecrets> & { oauth?: OAuthDraft }): CredentialDraft => ({
    ...draft,
    values: { ...draft.values, ...values },
  });
  const set = (values: Parameters<typeof withValues>[0]) => onChange(withValues(values));
  const begin = useRef((known: Parameters<typeof oauthDraft>[0]) => onLoad(withValues({ oauth: oauthDraft(known) })));
  const oauth = oauthOf(draft);
  const begun = oauth !== null;
  useEffect(() => {
    if (begun || suggestion.data === undefined) return;
    const { config, grants } = suggestion.data;
    begin.current({ ...config, grant: config.grant ?? grants[0] });
  }, [begun, suggestion.data]);
  if (oauth !== null) {
    const { scopes = [], grants = [], insecure = [], fixedPort = usualPort } = suggestion.data ?? {};
    const setOAuth = (changes: Partial<OAuthDraft>) => set({ oauth: changedDraft(oauth, changes, fixedPort) });
    const inBrowser = showsOAuthField('redirect', oauth);
    return (
      <>
        <GrantField value={oauth.grant} grants={grants} insecure={insecure} onChange={(grant) => setOAuth({ grant })} />
        {inBrowser ? (
          <RedirectField
            redirect={oauth.redirect}
            ports={providerPorts(oauth)}
            fixedPort={fixedPort}
            onChange={(redirect) => setOAuth({ redirect })}
          />
        ) : null}
        <ClientFields
          oauth={oauth}
          secrets={clientSecretsOf(draft)}
          stored={stored}
          onOAuth={setOAuth}
          onSecrets={set}
        />
        <ScopeField offered={scopes} value={oauth.scopes} onChange={(chosen) => setOAuth({ scopes: chosen })} />
        <AdvancedFields oauth={oauth} onChange={setOAuth} />
      </>
    );
  }
  if (suggestion.error === null) return <Loading h={200} />;
  return (
    <Stack align="flex-start">
      <ErrorNotice
        error={suggestion.error}
        title="Couldn’t read the definition’s settings"
        onRetry={() => void suggestion.refetch()}
      />
      <Button size="xs" variant="default" onClick={() => begin.current({})}>
        Enter manually
      </Button>
    </Stack>
  );
}

/** Where the definition's settings could not be read. */
const usualPort = 21_765;

const usual: readonly Grant[] = ['authorizationCode', 'clientCredentials', 'deviceCode'];
const alwaysInsecure: readonly Grant[] = ['password', 'implicit'];

interface GrantFieldProps {
  value: Grant;
  /** What the definition offers; empty where it says nothing. */
  grants: readonly Grant[];
  insecure: readonly Grant[];
  onChange(grant: Grant): void;
}

/** How the token is obtained. Insecure ways are there only where the definition has them. */
function GrantField({ value, grants, insecure, onChange }: GrantFieldProps) {
  const all = [...new Set([...grants, ...usual, ...insecure])];
  const label = (grant: Grant) => `${grantWords[grant].label}${isInsecure(grant, insecure) ? ' (insecure)' : ''}`;
  return (
    <Stack gap="xs">
      <Select
        label={oauthFieldWords.grant}
        description={grantWords[value].note}
        allowDeselect={false}
        data={all.map((grant) => ({ value: grant, label: label(grant) }))}
        value={value}
        onChange={(chosen) => onChange(all.find((grant) => grant === chosen) ?? value)}
      />
      {isInsecure(value, insecure) ? (
        <Notice color="orange" title="This grant is insecure">
          OAuth 2.1 removed it. Choose another grant if the server supports one.
        </Notice>
      ) : null}
    </Stack>
  );
}

function isInsecure(grant: Grant, insecure: readonly Grant[]): boolean {
  return insecure.includes(grant) || alwaysInsecure.includes(grant);
}

interface ScopeFieldProps {
  /** What the definition lists. */
  offered: readonly { name: string; description: string }[];
  value: readonly string[];
  onChange(scopes: string[]): void;
}

/** What the token may do: chosen from the definition, or typed. */
function ScopeField({ offered, value, onChange }: ScopeFieldProps) {
  const words = new Map(offered.map(({ name, description }) => [name, description]));
  return (
    <TagsInput
      label={oauthFieldWords.scopes}
      description={
        offered.length === 0
          ? 'Type each scope and press Enter.'
          : `Choose from the ${offered.length} of the definition, or type others.`
      }
      placeholder={value.length === 0 ? 'Without scopes the server decides' : ''}
      data={offered.map(({ name }) => name)}
      maxDropdownHeight={260}
      splitChars={[' ', ',']}
      clearable
      clearButtonProps={{ 'aria-label': 'Remove all scopes' }}
      acceptValueOnBlur
      comboboxProps={{ shadow: 'md' }}
      filter={({ options, search }) => {
        const text = search.trim().toLowerCase();
        return options.filter((option) => {
          const name = 'value' in option ? String(option.value) : '';
          return `${name} ${words.get(name) ?? ''}`.toLowerCase().includes(text);
        });
      }}
      renderOption={({ option }) => (
        <ScopeOption name={String(option.value)} description={words.get(String(option.value))} />
      )}
      value={[...value]}
      onChange={(next) => onChange(separate(next))}
    />
  );
}

/** A pasted text may hold several scopes; none has a space in it (RFC 6749 section 3.3). */
function separate(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => text.split(/[\s,]+/)).filter((scope) => scope !== ''))];
}

function ScopeOption({ name, description }: { name: string; description: string | undefined }) {
  return (
    <div>
      <Text size="sm" ff="monospace">
        {name}
      </Text>
      {description === undefined || description === '' ? null : (
        <Text size="xs" c="dimmed">
          {description}
        </Text>
      )}
    </div>
  );
}
