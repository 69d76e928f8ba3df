import { expect, test } from 'vitest';
import { tenantId } from '#contract/common.ts';
import { type ConsoleEvent, consoleEvent, topic as topics } from '#contract/events.ts';
import { testConsole } from '#test/support/testConsole.ts';
import { createEvents, type Signal, staleAfterFact } from './events.ts';

const tenant = tenantId.parse('00000000-0000-4000-8000-000000000001');

function recorded() {
  const events = createEvents();
  const heard: ConsoleEvent[] = [];
  events.onEvent((event) => heard.push(event));
  return { events, heard };
}

/** Pages that show a thing must ask again when it changes: which of them do, and whether on every tenant of the machine. */
const shownOn: Record<Signal, [everywhere: boolean, ...pages: string[]]> = {
  requestSent: [false, 'activity', 'requests'],
  requestMarked: [false, 'requests'],
  requestsRetired: [true, 'requests'],
  connectionUsed: [false, 'assistants', 'connections', 'integrations'],
  connectionState: [false, 'assistants', 'connections', 'integrations'],
  tokenState: [false, 'assistants', 'connections', 'integrations', 'oauth'],
  signInState: [false, 'oauth'],
  checked: [false, 'activity', 'assistants', 'connections', 'health', 'integrations'],
  scheduled: [false, 'health'],
  vaultState: [true, 'assistants', 'connections', 'cookies', 'integrations', 'vault'],
  cookies: [false, 'cookies'],
  jobs: [true, 'jobs'],
  runProgress: [false, 'runs'],
  syncState: [false, 'sync'],
  synced: [
    false,
    'activity',
    'assistants',
    'collections',
    'connections',
    'definitions',
    'environments',
    'health',
    'integrations',
    'requests',
    'sync',
    'tenants',
  ],
};

test.each(Object.entries(shownOn) as [Signal, (typeof shownOn)[Signal]][])(
  'after %s every page that shows it is stale, each told once and in the shape of the contract',
  (signal, [everywhere, ...pages]) => {
    const { events, heard } = recorded();
    events.signal(signal, tenant, ['a', 'b']);
    for (const event of heard) expect(consoleEvent.parse(event)).toEqual(event);
    expect(heard.map((event) => event.type === 'changed' && event.topic).toSorted()).toEqual(pages);
    for (const event of heard)
      expect(event).toMatchObject({ type: 'changed', tenantId: everywhere ? null : tenant, ids: ['a', 'b'] });
  },
);

test('says nothing of ids where there are none to say, and hands none of its own lists out', () => {
  const { events, heard } = recorded();
  const ids = ['a'];
  events.changed('jobs', null);
  events.changed('jobs', tenant, []);
  events.changed('jobs', tenant, ids);
  ids.push('b');
  expect(heard).toEqual([
    { type: 'changed', topic: 'jobs', tenantId: null },
    { type: 'changed', topic: 'jobs', tenantId: tenant, ids: [] },
    { type: 'changed', topic: 'jobs', tenantId: tenant, ids: ['a'] },
  ]);
});

test('progress and notices reach listeners in the shape of the contract', () => {
  const { events, heard } = recorded();
  const step = { tenantId: tenant, job: 'import', label: 'Reading', done: 1, total: null };
  const notice = { tenantId: null, level: 'warning' as const, title: 'Late', body: '', path: '/health' };
  events.progress(step);
  events.notice(notice);
  expect(heard).toEqual([
    { type: 'progress', ...step },
    { type: 'notice', ...notice },
  ]);
  for (const event of heard) expect(consoleEvent.parse(event)).toEqual(event);
});

test('listeners hear in the order in which they came, until they end it', () => {
  const events = createEvents();
  const heard: string[] = [];
  const ends = ['a', 'b', 'c'].map((name) => events.onEvent(() => void heard.push(name)));
  events.signal('jobs', null);
  ends[1]?.();
  ends[1]?.();
  events.signal('jobs', null);
  expect(heard).toEqual(['a', 'b', 'c', 'a', 'c']);
});

test('a fact of a kind that the table does not know makes its own domain stale, and nothing where it has no page', () => {
  expect(staleAfterFact('nothing known', 'health')).toEqual({ topics: ['health'] });
  expect(staleAfterFact('nothing known', undefined)).toEqual({ topics: [] });
});

test('after a fact of any domain the page of that domain is stale', async () => {
  const { console } = await testConsole();
  const pages: readonly string[] = topics.options;
  for (const { name, facts } of console.domains)
    for (const { type, entity } of facts) {
      const domain = topics.options.find((each) => each === name);
      if (domain !== undefined) expect(staleAfterFact(entity, domain).topics, type).toContain(name);
      for (const topic of staleAfterFact(entity, domain).topics) expect(pages, type).toContain(topic);
    }
});
