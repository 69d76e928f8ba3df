import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { tenantId } from './common.ts';
import { passive } from './fault.ts';

/** Parts of the renderer's cache that an event makes stale. */
export const topic = z.enum([
  'tenants',
  'settings',
  'vault',
  'integrations',
  'definitions',
  'connections',
  'requests',
  'collections',
  'runs',
  'environments',
  'oauth',
  'health',
  'assistants',
  'cookies',
  'activity',
  'jobs',
  'system',
  'sync',
]);
export type Topic = z.infer<typeof topic>;

/** Something changed; the renderer asks again for what it shows of the topic. */
export const changeEvent = z.object({
  type: z.literal('changed'),
  topic,
  /** Null concerns every tenant of this machine. */
  tenantId: tenantId.nullable(),
  ids: z.array(z.string()).optional(),
});

/** A step of long work. `done` and `total` count in `unit`; total null is not known yet. */
export const progressEvent = z.object({
  type: z.literal('progress'),
  tenantId: tenantId.nullable(),
  job: z.string(),
  label: z.string(),
  done: z.number(),
  total: z.number().nullable(),
});

/** Something a person should hear of, also when the window is not in front. */
export const noticeEvent = z.object({
  type: z.literal('notice'),
  tenantId: tenantId.nullable(),
  level: z.enum(['info', 'warning', 'error']),
  title: z.string(),
  body: z.string(),
  /** Page of the console that it leads to, for example /integrations/… */
  path: z.string().nullable(),
});
export type NoticeEvent = z.infer<typeof noticeEvent>;

export const consoleEvent = z.discriminatedUnion('type', [changeEvent, progressEvent, noticeEvent]);
export type ConsoleEvent = z.infer<typeof consoleEvent>;

export const eventsContract = {
  /** Everything that concerns the session's tenant, from now on. */
  subscribe: passive.output(eventIterator(consoleEvent)),
};
