import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import type { ConnectionId, TenantId } from '#contract/common.ts';
import { doctorStep } from '#contract/oauth.ts';
import { flag, json, timestampMs } from '#main/store/index.ts';

const key = {
  tenantId: text('tenant_id').$type<TenantId>().notNull(),
  connectionId: text('connection_id').$type<ConnectionId>().notNull(),
};

export const oauthTokens = sqliteTable(
  'oauth_tokens',
  {
    ...key,
    status: text('status', { enum: ['none', 'ok', 'needsSignIn', 'revoked'] }).notNull(),
    statusReason: text('status_reason'),
    obtainedAt: timestampMs('obtained_at'),
    expiresAt: timestampMs('expires_at'),
    refreshable: flag('refreshable').notNull(),
    requestedScopes: json('requested_scopes', z.array(z.string())).notNull(),
    grantedScopes: json('granted_scopes', z.array(z.string())),
    tokenType: text('token_type'),
    clockSkewMs: integer('clock_skew_ms'),
    generation: integer('generation').notNull(),
    leaseOwner: text('lease_owner'),
    leaseUntil: timestampMs('lease_until'),
    underWay: text('under_way', { enum: ['refresh', 'signIn'] }),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.connectionId] })],
);
export type TokenRow = typeof oauthTokens.$inferSelect;

export const oauthExchanges = sqliteTable(
  'oauth_exchanges',
  { ...key, at: timestampMs('at').notNull(), steps: json('steps', z.array(doctorStep)).notNull() },
  (table) => [primaryKey({ columns: [table.tenantId, table.connectionId] })],
);

/** Which connection the tokens belong to. */
export interface TokenKey {
  readonly tenantId: TenantId;
  readonly id: ConnectionId;
}
