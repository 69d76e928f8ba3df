import { expect, test } from 'vitest';
import { createTurns } from './router.ts';

test('calls that come at once are spread over turns of the event loop, in their order', async () => {
  let time = 0;
  let turns = 0;
  const turn = createTurns(() => time);
  const begun: [call: number, turn: number][] = [];
  const call = async (index: number) => {
    const later = turn();
    if (later !== null) await later;
    begun.push([index, turns]);
    // Each takes six milliseconds of the thread.
    time += 6;
  };
  let isOver = false;
  const count = () => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all([0, 1, 2, 3, 4, 5, 6].map(call));
  isOver = true;
  expect(begun.map(([index]) => index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  const perTurn = Map.groupBy(begun, ([, each]) => each);
  for (const calls of perTurn.values()) expect(calls.length).toBeLessThanOrEqual(2);
  expect(perTurn.size).toBeGreaterThanOrEqual(4);
});

test('a call that comes alone waits for nothing', async () => {
  const turn = createTurns();
  expect(turn()).toBeNull();
  await new Promise((resolve) => setImmediate(resolve));
  expect(turn()).toBeNull();
});
