import { describe, expect, it } from 'vitest';
import type { ConnectionOption } from '#contract/assistants.ts';
import { connectionId, userId } from '#contract/common.ts';
import { bestConnection, firstChoice, groupsOf } from './options.ts';

const owner = { id: userId.parse('01890000-0000-7000-8000-000000000001'), name: 'Ada' };

function option(name: string, changes: Partial<ConnectionOption> = {}): ConnectionOption {
  return {
    id: connectionId.parse(crypto.randomUUID()),
    name,
    group: 'apiKey',
    kinds: ['apiKey'],
    owner,
    visibility: 'team',
    state: 'valid',
    stateReason: null,
    lastCheckedAt: null,
    unfit: null,
    ...changes,
  };
}

describe('groupsOf', () => {
  it('keeps API keys and OAuth2 apart and leaves out kinds without any', () => {
    const groups = groupsOf([option('signed in', { group: 'oauth2' }), option('key')]);
    expect(groups.map(({ title, options }) => [title, options.map(({ name }) => name)])).toEqual([
      ['API key', ['key']],
      ['OAuth2', ['signed in']],
    ]);
  });

  it('puts what works before what is refused, and what does not fit last', () => {
    const [group] = groupsOf([
      option('unfit', { unfit: 'The second key is missing.' }),
      option('refused', { state: 'refused' }),
      option('works'),
    ]);
    expect(group?.options.map(({ name }) => name)).toEqual(['works', 'refused', 'unfit']);
  });
});

describe('bestConnection', () => {
  it('never offers one that does not fit', () => {
    expect(bestConnection([option('unfit', { unfit: 'Another scheme.' })])).toBeNull();
  });
});

describe('firstChoice', () => {
  const works = option('works');

  it('offers the best connection for a new attachment', () => {
    expect(firstChoice({ needsAuth: true, optional: false, connections: [works] }, false)).toBe(works.id);
  });

  it('offers to go without where authentication is optional and there is no connection', () => {
    expect(firstChoice({ needsAuth: true, optional: true, connections: [] }, false)).toBeNull();
  });

  it('chooses nothing for what is attached already', () => {
    expect(firstChoice({ needsAuth: true, optional: false, connections: [works] }, true)).toBeUndefined();
  });

  it('chooses nothing where a connection is needed and there is none', () => {
    expect(firstChoice({ needsAuth: true, optional: false, connections: [] }, false)).toBeUndefined();
  });
});
