import type { RequestDraft } from '#contract/requests.ts';
import { isSecretName } from '#core/http/secretNames.ts';

/** The draft as it may be kept in the browser: values with secret-like names, user names in URLs and files are left out. */
export function withoutSecrets(draft: RequestDraft): RequestDraft {
  return {
    ...draft,
    url: bareUrl(draft.url),
    server: draft.server === null ? null : bareUrl(draft.server),
    parameters: draft.parameters.map((entry) =>
      entry.in === 'cookie' || isSecretName(entry.name) ? { ...entry, value: '' } : entry,
    ),
    body: bodyWithoutSecrets(draft.body),
    confirmedHost: null,
  };
}

function bareUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1')
    .replace(/([?&])([^=&#]+)=([^&#]*)/g, (all, mark: string, name: string) =>
      isSecretName(name) ? `${mark}${name}=` : all,
    );
}

function bodyWithoutSecrets(body: RequestDraft['body']): RequestDraft['body'] {
  if (body.kind !== 'form') return body;
  const fields = body.fields.map(({ name, value, enabled }) => ({
    name,
    value: isSecretName(name) ? '' : value,
    enabled,
  }));
  return { ...body, fields };
}
