import { primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import { type ActivityEntry, type ActivityKind, activityEntry } from '#contract/activity.ts';
import type { ActivityId, IntegrationId, TenantId, UserId } from '#contract/common.ts';
import { json, timestampMs } from '#main/store/index.ts';

export const activity = sqliteTable(
  'activity',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    id: text('id').$type<ActivityId>().notNull(),
    at: timestampMs('at').notNull(),
    kind: text('kind').$type<ActivityKind>().notNull(),
    actorId: text('actor_id').$type<UserId>(),
    actorName: text('actor_name'),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    integrationId: text('integration_id').$type<IntegrationId>(),
    result: text('result').$type<ActivityEntry['result']>().notNull(),
    durationMs: real('duration_ms'),
    details: json('details', z.array(activityEntry.shape.details.element)).notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
