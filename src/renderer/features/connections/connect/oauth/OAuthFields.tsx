import { Button, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import type { FieldsProps } from '../kinds/fieldsProps.ts';
import type { DraftOf } from '../partDraft.ts';
import { AdvancedFields } from './AdvancedFields.tsx';
import { ClientFields } from './ClientFields.tsx';
import { GrantField } from './GrantField.tsx';
import { type OAuthDraft, oauthDraft } from './oauthDraft.ts';
import { RedirectNotice } from './RedirectNotice.tsx';
import { ScopeField } from './ScopeField.tsx';

type OAuthFieldsProps = FieldsProps<'oauth2'> & { integrationId: IntegrationId };

/** Settings of an OAuth2 client, begun with what the definition says. */
export function OAuthFields({ integrationId, draft, stored, onChange }: OAuthFieldsProps) {
  const { schemeKey } = draft;
  const suggestion = useQuery(orpc.oauth.suggest.queryOptions({ input: { integrationId, schemeKey } }));
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
      {inBrowser ? <RedirectNotice redirect={oauth.redirect} onChange={(redirect) => set({ redirect })} /> : null}
      <ClientFields draft={draft} oauth={oauth} stored={stored} onOAuth={set} onDraft={onDraft} />
      <ScopeField offered={offered.scopes} value={oauth.scopes} onChange={(scopes) => set({ scopes })} />
      <AdvancedFields oauth={oauth} onChange={set} />
    </>
  );
}
