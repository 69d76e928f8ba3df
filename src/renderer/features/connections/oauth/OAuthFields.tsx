import { Alert, Button, Select, Skeleton, Stack, TagsInput, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { Grant } from '#contract/oauthConfig.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import type { FieldsProps } from '../connect/kinds/fieldsProps.ts';
import type { DraftOf } from '../connect/partDraft.ts';
import { useOAuthSuggestion } from '../queries.ts';
import { ClientFields } from './ClientFields.tsx';
import { grantWords, type OAuthDraft, oauthDraft } from './oauthDraft.ts';
import { RedirectField } from './RedirectField.tsx';
import { AdvancedFields } from './ServerFields.tsx';

type OAuthFieldsProps = FieldsProps<'oauth2'> & { integrationId: IntegrationId };

/** Settings of an OAuth2 client, begun with what the definition says. */
export function OAuthFields({ integrationId, draft, stored, onChange }: OAuthFieldsProps) {
  const { schemeKey } = draft;
  const suggestion = useOAuthSuggestion(integrationId, schemeKey);
  const begin = useRef((known: Parameters<typeof oauthDraft>[0]) => onChange({ ...draft, oauth: oauthDraft(known) }));
  const begun = draft.oauth !== null;
  useEffect(() => {
    if (!begun && suggestion.data !== undefined) begin.current(beginning(suggestion.data));
  }, [begun, suggestion.data]);
  if (draft.oauth !== null) {
    const { scopes = [], grants = [], insecure = [] } = suggestion.data ?? {};
    const set = (changes: Partial<DraftOf<'oauth2'>>) => onChange({ ...draft, ...changes });
    return (
      <Fields draft={draft} oauth={draft.oauth} offered={{ scopes, grants, insecure }} stored={stored} onDraft={set} />
    );
  }
  if (suggestion.error === null) return <Skeleton h={200} aria-label="Loading" />;
  return (
    <Stack align="flex-start">
      <ErrorNotice
        error={suggestion.error}
        title="The settings of the definition could not be read"
        onRetry={() => void suggestion.refetch()}
      />
      <Button size="xs" variant="default" onClick={() => begin.current({})}>
        Enter them by hand
      </Button>
    </Stack>
  );
}

type Suggestion = Parameters<typeof beginning>[0];

function beginning({ config, grants }: { config: Parameters<typeof oauthDraft>[0]; grants: OAuthDraft['grant'][] }) {
  return { ...config, grant: config.grant ?? grants[0] };
}

interface FieldsOf {
  draft: DraftOf<'oauth2'>;
  oauth: OAuthDraft;
  offered: {
    scopes: { name: string; description: string }[];
    grants: Suggestion['grants'];
    insecure: Suggestion['grants'];
  };
  stored: boolean;
  onDraft(changes: Partial<DraftOf<'oauth2'>>): void;
}

function Fields({ draft, oauth, offered, stored, onDraft }: FieldsOf) {
  const set = (changes: Partial<OAuthDraft>) => onDraft({ oauth: { ...oauth, ...changes } });
  const inBrowser = oauth.grant === 'authorizationCode' || oauth.grant === 'implicit';
  return (
    <>
      <GrantField
        value={oauth.grant}
        grants={offered.grants}
        insecure={offered.insecure}
        onChange={(grant) => set({ grant })}
      />
      {inBrowser ? <RedirectField redirect={oauth.redirect} onChange={(redirect) => set({ redirect })} /> : null}
      <ClientFields draft={draft} oauth={oauth} stored={stored} onOAuth={set} onDraft={onDraft} />
      <ScopeField offered={offered.scopes} value={oauth.scopes} onChange={(scopes) => set({ scopes })} />
      <AdvancedFields oauth={oauth} onChange={set} />
    </>
  );
}

const usual: readonly Grant[] = ['authorizationCode', 'clientCredentials', 'deviceCode'];
const alwaysInsecure: readonly Grant[] = ['password', 'implicit'];

interface GrantFieldProps {
  value: Grant;
  /** What the definition offers; empty where it says nothing. */
  grants: readonly Grant[];
  insecure: readonly Grant[];
  onChange(grant: Grant): void;
}

/** How the token is obtained. Insecure ways stand there only where the definition has them. */
function GrantField({ value, grants, insecure, onChange }: GrantFieldProps) {
  const all = [...new Set([...grants, ...usual, ...insecure])];
  const label = (grant: Grant) => `${grantWords[grant].label}${isInsecure(grant, insecure) ? ' (insecure)' : ''}`;
  return (
    <Stack gap="xs">
      <Select
        label="Grant"
        description={grantWords[value].note}
        allowDeselect={false}
        data={all.map((grant) => ({ value: grant, label: label(grant) }))}
        value={value}
        onChange={(chosen) => onChange(all.find((grant) => grant === chosen) ?? value)}
      />
      {isInsecure(value, insecure) ? (
        <Alert
          color="orange"
          variant="outline"
          icon={<IconAlertTriangle aria-hidden />}
          styles={{ title: { color: 'var(--mantine-color-text)' } }}
          title="This grant is insecure"
        >
          OAuth 2.1 leaves it out. Choose another one if the server takes it.
        </Alert>
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
      label="Scopes"
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
