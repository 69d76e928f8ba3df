import type { RequestDraft } from '#contract/requests.ts';

const secretName =
  /authorization|cookie|passw|secret|token|credential|signature|(^|[-_])(api)?[-_]?key$|apikey|session/i;

/** A name whose value is likely to be a secret, in a header, query or form. */
export function looksSecret(name: string): boolean {
  return secretName.test(name);
}

/** The draft as it may be kept in the browser: values with secret-like names, user names in URLs and files are left out. */
export function withoutSecrets(draft: RequestDraft): RequestDraft {
  return {
    ...draft,
    url: bareUrl(draft.url),
    server: draft.server === null ? null : bareUrl(draft.server),
    parameters: draft.parameters.map((entry) =>
      entry.in === 'cookie' || looksSecret(entry.name) ? { ...entry, value: '' } : entry,
    ),
    body: bodyWithoutSecrets(draft.body),
    confirmedHost: null,
  };
}

function bareUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1')
    .replace(/([?&])([^=&#]+)=([^&#]*)/g, (all, mark: string, name: string) =>
      looksSecret(name) ? `${mark}${name}=` : all,
    );
}

function bodyWithoutSecrets(body: RequestDraft['body']): RequestDraft['body'] {
  if (body.kind !== 'form') return body;
  const fields = body.fields.map(({ name, value, enabled }) => ({
    name,
    value: looksSecret(name) ? '' : value,
    enabled,
  }));
  return { ...body, fields };
}
