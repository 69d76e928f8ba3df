import { expect, test } from 'vitest';
import { connectionsRig } from '#test/support/connectionsRig.ts';
import { setUp } from '#test/support/makeConnection.ts';
import { recordUse } from './seen.ts';
import { readState, requireUsable } from './table.ts';

type Before = readonly [
  state: string,
  lastStatus: number | null,
  lastUsedAt: number | null,
  lastCheckedAt: number | null,
];

async function used(before: Before, status: number | null, own = true) {
  const rig = await connectionsRig();
  const { id } = setUp(rig, rig.admin, 'team');
  const row = requireUsable(rig.store.read, rig.admin, id);
  const set = 'UPDATE connection_state SET state = ?, last_status = ?, last_used_at = ?, last_checked_at = ?';
  rig.store.write((w) => recordUse(w, row, { at: 1, status: null, own }));
  rig.store.sqlite.prepare(set).run(...before);
  rig.store.write((w) => recordUse(w, row, { at: 100, status, own }));
  const { state, lastStatus, lastUsedAt, lastSucceededAt } = readState(rig.store.read, row) ?? {};
  return [state, lastStatus, lastUsedAt, lastSucceededAt];
}

const byRequest: Before = ['refused', 401, 20, 10];
const byCheck: Before = ['refused', 401, 10, 20];
const works: Before = ['valid', 200, 10, 20];

// RFC 9110, section 15.5.2: only a 401 is about what went along.
test.each<[string, Before, number | null, boolean, unknown[]]>([
  ['a 401 refuses it', works, 401, true, ['refused', 401, 100, null]],
  ['a 401 of another host says nothing of it', works, 401, false, ['valid', 401, 100, null]],
  ['a 403 says nothing of it', works, 403, true, ['valid', 403, 100, null]],
  ['a 500 leaves a refusal', byRequest, 500, true, ['refused', 500, 100, null]],
  ['a success takes back what a request saw', byRequest, 200, true, ['unchecked', 200, 100, 100]],
  ['a redirect counts as a success', byRequest, 399, true, ['unchecked', 399, 100, 100]],
  ['a success leaves what a check saw', byCheck, 200, true, ['refused', 200, 100, 100]],
  ['a check that came with the request saw it', ['refused', 401, 20, 20], 200, true, ['refused', 200, 100, 100]],
  ['a refusal with another status was no request’s', ['refused', 403, 20, 10], 200, true, ['refused', 200, 100, 100]],
  ['a success of another host takes nothing back', byRequest, 200, false, ['refused', 200, 100, 100]],
  ['a success ends a failing one', ['failing', 503, 10, 20], 204, true, ['unchecked', 204, 100, 100]],
  ['no answer leaves all but the time', byRequest, null, true, ['refused', 401, 100, null]],
])('%s', async (_, before, status, own, expected) => {
  expect(await used(before, status, own)).toEqual(expected);
});
