import type { Placement } from '#contract/connections.ts';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { readOAuthSettings } from './oauthSettings.ts';
import { type CredentialRow, type IntegrationRow, unreadNotes } from './rows.ts';

/** Tokens as they were kept there. */
export interface PlannedTokens {
  readonly accessToken: string | null;
  readonly refreshToken: string | null;
  /** Milliseconds since 1970; null where it is not known. */
  readonly expiresAt: number | null;
}

type Credentials =
  | {
      readonly kind: 'apiKey';
      readonly placement: Placement;
      readonly secret: string;
      readonly expiresAt: number | null;
    }
  | {
      readonly kind: 'oauth2';
      readonly config: OAuthConfig;
      readonly clientSecret: string | null;
      /** Null where there are none, or none opens. */
      readonly tokens: PlannedTokens | null;
      readonly tokenNotes: readonly string[];
    };

/** A connection as it would be made, or why it cannot be. */
export interface PlannedConnection {
  /** What it came of there. */
  readonly sourceId: string;
  readonly made: Credentials | null;
  readonly notes: readonly string[];
}

type Open = (token: string) => string | null;

const closed = 'Its token does not open with the key that was given.';
const invalid = 'It was marked as not valid.';

/**
 * One connection for each API key, and one for the tokens of each person. Where a token does not open, OAuth2 goes without and waits for
 * a sign-in; an API key without its key would be nothing.
 */
export function planConnections(
  integration: IntegrationRow,
  placement: Placement,
  credentials: readonly CredentialRow[],
  open: Open,
): PlannedConnection[] {
  const isOf = (...types: string[]) =>
    credentials.filter(({ values }) => types.includes(values.credential_type?.toLowerCase() ?? ''));
  const keys = isOf('api_key');
  const tokens = isOf('oauth_token', 'oauth_refresh_token');
  const others = credentials.filter((row) => !keys.includes(row) && !tokens.includes(row));
  return [
    ...keys.map((row) => planKey(row, placement, open)),
    ...planOAuth(integration, tokens, open),
    ...others.map((row) => ({
      sourceId: sourceIdOf(row),
      made: null,
      notes: ['Its type is none of api_key, oauth_token and oauth_refresh_token.', ...unreadNotes(row)],
    })),
  ];
}

const sourceIdOf = ({ values }: CredentialRow): string =>
  `credential:${values.id ?? `${values.credential_type ?? ''}:${values.user_id ?? ''}`}`;

function planKey(row: CredentialRow, placement: Placement, open: Open): PlannedConnection {
  const { values } = row;
  const sourceId = sourceIdOf(row);
  const secret = values.encrypted_value === null ? null : open(values.encrypted_value);
  if (secret === null) return { sourceId, made: null, notes: [closed, ...unreadNotes(row)] };
  if (!canBeSent(secret)) return { sourceId, made: null, notes: ['Its key is empty, or no header can carry it.'] };
  const notes = [...unreadNotes(row), ...(values.is_valid === false ? [invalid] : [])];
  return { sourceId, made: { kind: 'apiKey', placement, secret, expiresAt: values.token_expires_at }, notes };
}

const longestSecret = 100_000;
const canBeSent = (secret: string): boolean =>
  secret !== '' && secret.length <= longestSecret && /^[\x20-\x7e\x80-\xff]+$/.test(secret);

function planOAuth(integration: IntegrationRow, rows: readonly CredentialRow[], open: Open): PlannedConnection[] {
  const { values } = integration;
  const isOAuth = values.auth_type?.toLowerCase() === 'oauth';
  if (!isOAuth && rows.length === 0) return [];
  const people = Map.groupBy(rows, (row) => row.values.user_id);
  // The client of an integration is worth a connection before anyone has signed in.
  const groups = people.size > 0 ? [...people] : [[null, []] as const];
  return groups.map(([user, own]) => {
    const sourceId = `oauth:${values.id ?? ''}:${user ?? ''}`;
    const settings = readOAuthSettings(values.oauth_config, open);
    if (!isOAuth)
      return { sourceId, made: null, notes: ['The integration authenticates with an API key, and these are tokens.'] };
    if (settings.config === null) return { sourceId, made: null, notes: [settings.reason] };
    const { config, clientSecret, notes } = settings;
    const { tokens, notes: tokenNotes } = planTokens(own, open);
    return { sourceId, made: { kind: 'oauth2', config, clientSecret, tokens, tokenNotes }, notes };
  });
}

/** The newest token of each type that opens; one that is marked as valid comes first. */
function planTokens(rows: readonly CredentialRow[], open: Open): { tokens: PlannedTokens | null; notes: string[] } {
  const notes = rows.flatMap(unreadNotes);
  const newest = (type: string) => {
    const own = rows.filter(({ values }) => values.credential_type?.toLowerCase() === type);
    const opened = own.flatMap(({ values }) => {
      const token = values.encrypted_value === null ? null : open(values.encrypted_value);
      return token === null || token === '' ? [] : [{ token, values }];
    });
    const word = type === 'oauth_token' ? 'access token' : 'refresh token';
    if (opened.length < own.length)
      notes.push(`The ${word} does not open with the key that was given, and is left out.`);
    const best = opened.findLast(({ values }) => values.is_valid !== false) ?? opened.at(-1);
    if (opened.length > 1) notes.push(`There are ${opened.length} ${word}s; the newest is taken.`);
    if (best?.values.is_valid === false) notes.push(`The ${word} was marked as not valid.`);
    return best;
  };
  const [access, refresh] = [newest('oauth_token'), newest('oauth_refresh_token')];
  if (access === undefined && refresh === undefined) return { tokens: null, notes };
  const tokens = {
    accessToken: access?.token ?? null,
    refreshToken: refresh?.token ?? null,
    expiresAt: access?.values.token_expires_at ?? null,
  };
  return { tokens, notes };
}
