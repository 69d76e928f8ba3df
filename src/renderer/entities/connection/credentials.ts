import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Connection, ConnectionKind, ConnectionPart } from '#contract/connections.ts';
import type { CredentialForm } from '#contract/credentialForms.ts';
import { sentAs } from '#core/credentials/sentAs.ts';
import { orpc } from '#renderer/platform/client.ts';

/** What every kind of credential asks for and is called. It stays the same for as long as the program runs. */
export function useCredentialForms() {
  return useQuery(orpc.connections.kinds.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
}

/** Words for credentials of any kind; empty until main has said what the kinds are called. */
export function useCredentialWords() {
  const forms = useCredentialForms().data;
  return useMemo(() => credentialWords(forms ?? []), [forms]);
}

type SentPart = Pick<ConnectionPart, 'kind' | 'placement' | 'secretHint' | 'usernameHint'> &
  Partial<Pick<ConnectionPart, 'config'>>;
type Parts = Pick<Connection, 'parts'>;

function credentialWords(forms: readonly CredentialForm[]) {
  const byKind = new Map(forms.map((form) => [form.kind, form]));
  const badge = (kind: ConnectionKind) => byKind.get(kind)?.badge ?? '';
  const partSentAs = ({ kind, placement, secretHint, usernameHint, config }: SentPart) => {
    const names = config != null && 'names' in config ? config.names : undefined;
    return sentAs(byKind.get(kind)?.sentAs ?? '', { placement, secretHint, usernameHint, names });
  };
  return {
    /** What a kind is called in a list. */
    badge,
    /** The kinds of a connection's parts, each once: "API key and Basic". */
    badges: ({ parts }: Parts) => [...new Set(parts.map((part) => badge(part.kind)))].join(' and '),
    /** How a part's secret is in a request, in words: "header Authorization: Bearer ••••abcd". */
    sentAs: partSentAs,
    /** How everything of a connection is sent, where it has several parts. */
    allSentAs: ({ parts }: Parts) => parts.map(partSentAs).join('; '),
  };
}
