import { missingUrls, type OAuthDraft, toConfig } from '../oauth/oauthDraft.ts';
import type { ChoicePart } from './choices.ts';
import { emptyPair, type NamedValue } from './namedValue.ts';

type Typed =
  | { kind: 'apiKey' | 'bearer'; secret: string }
  | { kind: 'basic' | 'digest'; username: string; secret: string }
  | { kind: 'headers'; headers: NamedValue[] }
  | { kind: 'awsSigV4'; accessKeyId: string; secret: string; sessionToken: string; region: string; service: string }
  | { kind: 'mutualTls'; certificate: string; privateKey: string; passphrase: string }
  /** `oauth` is null until the settings of the definition are there. */
  | { kind: 'oauth2'; oauth: OAuthDraft | null; secret: string; password: string };

/** What a person typed for one scheme. */
export type PartDraft = Omit<ChoicePart, 'kind'> & Typed;
export type DraftOf<K extends PartDraft['kind']> = Extract<PartDraft, { kind: K }>;

/** What is to be typed for a scheme, empty. */
export function emptyPart({ kind, ...part }: ChoicePart): PartDraft {
  switch (kind) {
    case 'apiKey':
    case 'bearer':
      return { ...part, kind, secret: '' };
    case 'basic':
    case 'digest':
      return { ...part, kind, username: '', secret: '' };
    case 'headers':
      return { ...part, kind, headers: [emptyPair()] };
    case 'awsSigV4':
      return { ...part, kind, accessKeyId: '', secret: '', sessionToken: '', region: '', service: '' };
    case 'mutualTls':
      return { ...part, kind, certificate: '', privateKey: '', passphrase: '' };
    case 'oauth2':
      return { ...part, kind, oauth: null, secret: '', password: '' };
  }
}

/** Whether it can be sent. Where a secret is `stored` already, an empty field keeps it. */
export function partReady(part: PartDraft, stored: boolean): boolean {
  switch (part.kind) {
    case 'apiKey':
    case 'bearer':
      return (stored || part.secret !== '') && part.placement.name.trim() !== '';
    case 'basic':
    case 'digest':
      return stored || part.secret !== '';
    case 'headers':
      return stored || filledHeaders(part).length > 0;
    case 'awsSigV4':
      return (
        part.region.trim() !== '' &&
        part.service.trim() !== '' &&
        (stored || (part.accessKeyId !== '' && part.secret !== ''))
      );
    case 'mutualTls':
      return stored || (part.certificate.trim() !== '' && part.privateKey.trim() !== '');
    case 'oauth2':
      return oauthReady(part, stored);
  }
}

export function filledHeaders({ headers }: DraftOf<'headers'>): NamedValue[] {
  return headers.filter(({ name, value }) => name.trim() !== '' && value !== '');
}

function oauthReady({ oauth, secret, password }: DraftOf<'oauth2'>, stored: boolean): boolean {
  if (oauth === null || !toConfig(oauth).success || missingUrls(oauth).length > 0) return false;
  const needsSecret = oauth.clientAuth !== 'none';
  const needsPassword = oauth.grant === 'password';
  return stored || ((!needsSecret || secret !== '') && (!needsPassword || password !== ''));
}
