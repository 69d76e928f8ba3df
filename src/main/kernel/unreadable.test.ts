import { ValidationError } from '@orpc/contract';
import { expect, test } from 'vitest';
import { storedThings } from '#contract/readable.ts';
import { DamagedValue } from '#main/store/index.ts';
import { unreadableFault } from './unreadable.ts';

const stored = (table: string, column: string) => new DamagedValue(table, column, null);
const wrapped = (error: Error) => new Error('query failed', { cause: new Error('again', { cause: error }) });
const answer = (...paths: (PropertyKey | { key: PropertyKey })[][]) =>
  new ValidationError({ message: 'no', issues: paths.map((path) => ({ message: 'no', path })), data: {} });

test.each<[string, unknown, string, unknown, string]>([
  ['a column', stored('jobs', 'payload'), 'jobs.runNow', { id: 'j1' }, 'job cannot be read (payload). Its id is j1.'],
  [
    'a column below what a query builder throws',
    wrapped(stored('connections', 'more')),
    'requests.send',
    { connectionId: 'c1' },
    'connection cannot be read (more). Its id is c1.',
  ],
  [
    'a thing of the domain that is asked, by its own id',
    stored('connections', 'more'),
    'connections.update',
    { id: 'c1' },
    'connection cannot be read (more). Its id is c1.',
  ],
  [
    'a thing of another domain, whose id stands under its own name alone',
    stored('connections', 'more'),
    'requests.send',
    { id: 'r1' },
    'connection cannot be read (more).',
  ],
  [
    'both ids, of which the one by name counts',
    stored('integrations', 'type'),
    'integrations.get',
    { id: 'x', integrationId: 'i1' },
    'integration cannot be read (type). Its id is i1.',
  ],
  [
    'an id in the draft',
    stored('connections', 'more'),
    'requests.send',
    { id: 'r1', draft: { connectionId: 'c1' } },
    'connection cannot be read (more). Its id is c1.',
  ],
  [
    'an id that is no text',
    stored('connections', 'more'),
    'requests.send',
    { connectionId: null, draft: null },
    'connection cannot be read (more).',
  ],
  ['no input', stored('settings', 'value'), 'settings.get', undefined, 'setting cannot be read (value).'],
  ['a text as input', stored('jobs', 'payload'), 'jobs.runNow', 'id', 'job cannot be read (payload).'],
  ['a table that nobody knows', stored('ghosts', 'x'), 'jobs.list', { id: 'j1' }, 'record cannot be read (x).'],
  [
    'an answer with two fields that are not what they should be, one of them twice',
    answer(['name'], ['createdAt', 0], [{ key: 'name' }, 'x']),
    'assistants.get',
    { assistantId: 'a1' },
    'assistant cannot be read (name, createdAt). Its id is a1.',
  ],
  [
    'an answer that as a whole is none',
    answer([]),
    'definitions.get',
    { integrationId: 'i1' },
    'definition cannot be read. Its id is i1.',
  ],
  [
    'an answer of the domain of sign-ins',
    answer(['x']),
    'oauth.status',
    { connectionId: 'c1' },
    'sign-in cannot be read (x). Its id is c1.',
  ],
  [
    'an answer of the domain of checks',
    answer(['x']),
    'health.report',
    { integrationId: 'i1' },
    'schedule or result of checks cannot be read (x). Its id is i1.',
  ],
  [
    'an answer of a request',
    answer(['x']),
    'requests.get',
    { id: 'r1' },
    'sent request cannot be read (x). Its id is r1.',
  ],
])('is told of %s', (_, error, route, input, says) => {
  const fault = unreadableFault(error, route.split('.'), input);
  expect(fault).toMatchObject({ code: 'UNREADABLE', status: 422, message: `What is stored of this ${says}` });
  const noun = says.slice(0, says.indexOf(' cannot'));
  expect(fault?.data.todo).toBe(Object.values(storedThings).find((each) => each.noun === noun)?.todo);
});

test('says that nothing was changed where a row could not be read, and not where only the answer was wrong', () => {
  const kept = (error: unknown) => unreadableFault(error, ['jobs', 'runNow'], {})?.data.kept;
  expect(kept(stored('jobs', 'payload'))).toMatch(/Nothing was changed/);
  expect(kept(answer(['x']))).not.toMatch(/Nothing was changed/);
});

test.each([
  new Error('no'),
  new TypeError('no', { cause: 'text' }),
  'DamagedValue',
  undefined,
  null,
  { cause: stored('jobs', 'x') },
])('says nothing of what is about something else: %s', (error) => {
  expect(unreadableFault(error, ['jobs', 'list'], {})).toBeNull();
});
