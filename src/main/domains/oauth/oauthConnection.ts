import { and, eq } from 'drizzle-orm';
import type { ConnectionId, TenantId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import {
  type ConnectionRow,
  connections,
  fieldsOf,
  oauthPart,
  requireEditable,
  requireVisible,
} from '#main/domains/connections/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Reader } from '#main/store/index.ts';
import { configInvalid } from './faults.ts';

/** What fetching and renewing tokens works with. */
export type TokenContext = Pick<Kernel, 'store' | 'vault' | 'outbound' | 'facts' | 'jobs' | 'events' | 'now'>;

/** Which connection the tokens belong to. */
export interface TokenKey {
  readonly tenantId: TenantId;
  readonly id: ConnectionId;
}

/** A connection's OAuth2 part: its settings, and where its secret stands. */
export interface OAuthConnection extends TokenKey {
  readonly row: ConnectionRow;
  readonly name: string;
  readonly config: OAuthConfig;
  readonly secretField: string;
}

/** The OAuth2 part of a row. Throws CONFIG_INVALID where it has none. */
export function oauthConnectionOf(row: ConnectionRow): OAuthConnection {
  const part = oauthPart(row);
  if (part?.config?.kind !== 'oauth2')
    throw configInvalid(`${row.name} does not use OAuth2.`, 'Choose another connection.');
  const { tenantId, id, name } = row;
  return { row, tenantId, id, name, config: part.config.oauth, secretField: fieldsOf(part.index).secret };
}

/** The connection, where the actor may sign in with it. Throws NOT_FOUND, FORBIDDEN or CONFIG_INVALID. */
export function requireOAuthConnection(r: Reader, actor: Actor, id: ConnectionId): OAuthConnection {
  const connection = requireVisibleOAuthConnection(r, actor, id);
  requireEditable(r, actor, id);
  return connection;
}

/** The connection, where it exists for the actor. Throws NOT_FOUND or CONFIG_INVALID. */
export function requireVisibleOAuthConnection(r: Reader, actor: Actor, id: ConnectionId): OAuthConnection {
  return oauthConnectionOf(requireVisible(r, actor, id));
}

/** The connection of a job; null where it is gone, or does not use OAuth2 any more. */
export function findOAuthConnection(r: Reader, tenantId: TenantId, id: ConnectionId): OAuthConnection | null {
  const one = and(eq(connections.tenantId, tenantId), eq(connections.id, id));
  const row = r.select().from(connections).where(one).get();
  return row !== undefined && oauthPart(row) !== undefined ? oauthConnectionOf(row) : null;
}

/** The client secret, key or password as it was entered; null where there is none. Throws VAULT_LOCKED. */
export function openClientSecret(
  { vault, store }: Pick<TokenContext, 'vault' | 'store'>,
  connection: OAuthConnection,
): string | null {
  const { tenantId, id, secretField: field } = connection;
  try {
    return vault.open(store.read, { tenantId, table: 'connections', id, field });
  } catch (error) {
    if (error instanceof Fault && error.code === 'SECRET_MISSING') return null;
    throw error;
  }
}
