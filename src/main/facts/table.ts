import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import { type ActivityEntry, type ActivityKind, activityEntry } from '#contract/activity.ts';
import {
  type ActivityId,
  type IntegrationId,
  json as jsonValue,
  type TenantId,
  type UserId,
} from '#contract/common.ts';
import { flag, json, timestampMs } from '#main/store/index.ts';

const change = z.record(z.string(), jsonValue);

/** Mirror of `0013_facts_and_jobs.sql`. */
export const facts = sqliteTable('facts', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  tenantId: text('tenant_id').$type<TenantId>().notNull(),
  id: text('id').$type<ActivityId>().notNull(),
  at: timestampMs('at').notNull(),
  type: text('type').notNull(),
  actorKind: text('actor_kind', { enum: ['person', 'apiKey', 'system'] }).notNull(),
  actorId: text('actor_id').$type<UserId>(),
  actorName: text('actor_name'),
  entityId: text('entity_id'),
  subject: text('subject').notNull(),
  integrationId: text('integration_id').$type<IntegrationId>(),
  privateTo: text('private_to').$type<UserId>(),
  publicSubject: text('public_subject'),
  silent: flag('silent').notNull(),
  before: json('before', change),
  after: json('after', change),
});

export const factCursors = sqliteTable('fact_cursors', {
  subscriber: text('subscriber').primaryKey(),
  seq: integer('seq').notNull(),
});

/** Traffic (sent requests, checks), and the lines that versions before the facts wrote. Mirror of `0008_activity.sql`. */
export const activity = sqliteTable('activity', {
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
  privateTo: text('private_to').$type<UserId>(),
});
