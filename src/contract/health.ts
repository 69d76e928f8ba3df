import { z } from 'zod';
import { expected, integrationId, timestamp } from './common.ts';
import { passive, route } from './fault.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter a time such as 22:30.');

/** When an integration is checked by itself. Times are of this computer's zone. */
export const healthSchedule = z.object({
  enabled: z.boolean(),
  intervalMinutes: z.int().min(1).max(10_080),
  /** No checks from the first time to the second, over midnight too; null checks around the clock. */
  quietHours: z.object({ from: clock, to: clock }).nullable(),
  notify: z.boolean(),
});
export type HealthSchedule = z.infer<typeof healthSchedule>;

export const healthPoint = z.object({
  at: timestamp,
  ok: z.boolean(),
  status: z.int().nullable(),
  latencyMs: z.number().nullable(),
});
export type HealthPoint = z.infer<typeof healthPoint>;

/** Checks of one slice of time. Latencies are of the successful ones, in milliseconds. */
export const healthBucket = z.object({
  at: timestamp,
  checks: z.int(),
  failures: z.int(),
  medianMs: z.number().nullable(),
  p95Ms: z.number().nullable(),
});
export type HealthBucket = z.infer<typeof healthBucket>;

export const healthReport = z.object({
  schedule: healthSchedule,
  nextAt: timestamp.nullable(),
  /** Failures in a row; each doubles the wait before the next check, up to an hour or the interval. */
  failuresInRow: z.int(),
  uptime: z.number().min(0).max(1).nullable(),
  buckets: z.array(healthBucket),
  recent: z.array(healthPoint),
});
export type HealthReport = z.infer<typeof healthReport>;

/** What one safe request found. */
export const checkResult = z.object({
  /** The outcome is `works` or `unproved`. */
  ok: z.boolean(),
  /**
   * `works`: it answers, and with a connection that its secret was accepted is proved. `unproved`: it answers, and nothing that it was
   * asked says anything about the secret. `needsConnection`: checked without a connection, it asks for authentication; that counts
   * neither as a success nor as a failure. `failed`: it refuses, fails or cannot be reached.
   */
  outcome: z.enum(['works', 'unproved', 'needsConnection', 'failed']),
  at: timestamp,
  method: z.string(),
  /** Redacted. */
  url: z.string(),
  status: z.int().nullable(),
  durationMs: z.number().nullable(),
  /** What it means, in words. */
  message: z.string(),
  todo: z.string().nullable(),
});
export type CheckResult = z.infer<typeof checkResult>;

const ofIntegration = z.object({ integrationId });

export const healthContract = {
  report: passive.input(ofIntegration.extend({ hours: z.int().min(1).max(2_160).default(24) })).output(healthReport),
  setSchedule: route.input(ofIntegration.extend({ schedule: healthSchedule.partial(), expected })).output(healthReport),
  /** Checks every active integration now, with a bounded number at once; `job` names it in progress events. */
  checkAll: route
    .input(z.object({ job: z.string().max(80).optional() }))
    .output(z.object({ checked: z.int(), failed: z.int() })),
  checkNow: route.input(ofIntegration).output(checkResult),
};
