import { expect, test } from 'vitest';
import { lostLines } from './useIntegrationActions.ts';

const nothing = { connections: 0, assistants: 0, assistantNames: [], savedRequests: 0 };

test.each([
  ['nothing', {}, 3, []],
  [
    'one of each of one',
    { connections: 1, assistants: 1, assistantNames: ['Desk'], savedRequests: 1 },
    1,
    ['1 connection', '1 assistant loses it: Desk', '1 saved request can’t be sent without it'],
  ],
  [
    'many of many, with the names that are seen',
    { connections: 1_200, assistants: 4, assistantNames: ['A', 'B'] },
    3,
    ['1,200 connections', '4 assistants lose them: A, B, 2 more'],
  ],
  ['assistants of others are counted, not named', { assistants: 2 }, 2, ['2 assistants lose them']],
])('%s', (_what, lost, count, lines) => {
  expect(lostLines({ ...nothing, ...lost }, count)).toEqual(lines);
});
