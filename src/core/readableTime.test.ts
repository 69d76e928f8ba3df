import { expect, test } from 'vitest';
import { namesTime, readTime } from './readableTime.ts';

test.each([
  'created_at',
  'createdAt',
  'expires',
  'exp',
  'lastModifiedDate',
  'TIMESTAMP',
  'valid-until',
  'X-RateLimit-Reset',
])('%s names a time', (name) => {
  expect(namesTime(name)).toBe(true);
});

test.each(['expires_in', 'timeoutMs', 'timeZone', 'rate', 'format', 'attempts', 'category', 'data', 'id'])(
  '%s names none',
  (name) => {
    expect(namesTime(name)).toBe(false);
  },
);

const moment = Date.UTC(2026, 10, 30, 2, 0, 0);

test.each([
  ['created_at', moment / 1_000, moment],
  ['createdAt', moment, moment],
  ['createdAt', moment * 1_000, moment],
  ['createdAt', String(moment), moment],
  ['anything', '2026-11-30T02:00:00Z', moment],
  [0, '2026-11-30T03:00:00+01:00', moment],
  ['date', '2026-11-30', Date.UTC(2026, 10, 30)],
  ['version', '2026-11-30', null],
  ['count', moment, null],
  ['created_at', 42, null],
  ['created_at', 'yesterday', null],
  ['created_at', true, null],
  ['at', '2026-13-99T00:00:00Z', null],
])('%s of %j is %j', (name, value, time) => {
  expect(readTime(name, value)).toBe(time);
});
