import type { ConnectionKind } from '#contract/connections.ts';
import type { CredentialForm } from '#contract/credentialForms.ts';
import { apiKey } from './apiKey.ts';
import { awsSigV4 } from './awsSigV4.ts';
import { basic } from './basic.ts';
import { bearer } from './bearer.ts';
import type { CredentialKind } from './credentialKind.ts';
import { digest } from './digest.ts';
import { headers } from './headers.ts';
import { mutualTls } from './mutualTls.ts';
import { oauth2 } from './oauth2.ts';

/** Every kind of connection. A new kind is one file beside this one and one entry here. */
export const credentialKinds: Readonly<Record<ConnectionKind, CredentialKind>> = {
  apiKey,
  bearer,
  basic,
  oauth2,
  digest,
  headers,
  awsSigV4,
  mutualTls,
};

/** What each kind asks for, in the order in which they are offered. */
export function credentialForms(): CredentialForm[] {
  return Object.values(credentialKinds).map((kind) => ({
    kind: kind.kind,
    title: kind.title,
    badge: kind.badge,
    choice: kind.choice,
    secretWord: kind.secretWord,
    fields: kind.fields,
    oneSuffices: kind.oneSuffices ?? false,
    sentAs: kind.sentAs,
    placed: kind.placed ?? false,
    defaultPlacement: kind.defaultPlacement,
    tellsExpiry: kind.tellsExpiry ?? false,
    signsIn: kind.signsIn ?? false,
    pastedAs: kind.pastedAs ?? null,
  }));
}
