import type { PartConfig, PartInput, Placement } from '#contract/connections.ts';
import { toConfig } from '../oauth/oauthDraft.ts';
import { type DraftOf, filledHeaders, type PartDraft } from './partDraft.ts';

/** A part as main takes it. What was left empty is left out, so that a stored secret stays. */
export function partInput(draft: PartDraft): PartInput {
  const config = configOf(draft);
  const placement = placementOf(draft);
  return {
    schemeKey: draft.schemeKey,
    kind: draft.kind,
    ...(placement === undefined ? {} : { placement }),
    ...(config === undefined ? {} : { config }),
    ...secretOf(draft),
  };
}

/** Where the key goes, where a person said it. */
function placementOf({ kind, byHand, placement }: PartDraft): Placement | undefined {
  return byHand && (kind === 'apiKey' || kind === 'bearer') ? placement : undefined;
}

function configOf(draft: PartDraft): PartConfig | undefined {
  switch (draft.kind) {
    case 'headers': {
      const names = filledHeaders(draft).map(({ name }) => name.trim());
      return names.length === 0 ? undefined : { kind: 'headers', names };
    }
    case 'awsSigV4': {
      const { region, service, sessionToken } = draft;
      return {
        kind: 'awsSigV4',
        region: region.trim(),
        service: service.trim(),
        sessionToken: sessionToken.trim() !== '',
      };
    }
    case 'oauth2': {
      const parsed = draft.oauth === null ? undefined : toConfig(draft.oauth);
      return parsed?.success ? { kind: 'oauth2', oauth: parsed.data } : undefined;
    }
    default:
      return undefined;
  }
}

/** The secret in the form that the kind keeps it, with the name it belongs to. */
function secretOf(draft: PartDraft): { secret?: string; username?: string } {
  switch (draft.kind) {
    case 'apiKey':
    case 'bearer':
      return filled(draft.secret);
    case 'basic':
    case 'digest':
      return draft.secret === '' ? {} : { secret: draft.secret, username: draft.username };
    case 'headers': {
      const entries = filledHeaders(draft).map(({ name, value }) => [name.trim(), value]);
      return entries.length === 0 ? {} : { secret: JSON.stringify(Object.fromEntries(entries)) };
    }
    case 'awsSigV4':
      return draft.secret === '' ? {} : { secret: awsSecret(draft), username: draft.accessKeyId.trim() };
    case 'mutualTls':
      return certificateSecret(draft);
    case 'oauth2':
      return filled(oauthSecret(draft));
  }
}

function filled(secret: string): { secret?: string } {
  return secret === '' ? {} : { secret };
}

function awsSecret({ secret, sessionToken }: DraftOf<'awsSigV4'>): string {
  return [secret.trim(), sessionToken.trim()].filter((line) => line !== '').join('\n');
}

/** The client's secret or key; with the password grant the password, and both where the client has a secret too. */
function oauthSecret({ oauth, secret, password }: DraftOf<'oauth2'>): string {
  if (oauth?.grant !== 'password') return oauth?.clientAuth === 'none' ? '' : secret;
  if (password === '') return '';
  return oauth.clientAuth === 'none' ? password : JSON.stringify({ password, clientSecret: secret });
}

function certificateSecret({ certificate, privateKey, passphrase }: DraftOf<'mutualTls'>) {
  if (privateKey.trim() === '') return {};
  const secret = `${certificate.trim()}\n${privateKey.trim()}\n`;
  return { secret, ...(passphrase === '' ? {} : { username: passphrase }) };
}
