import { expect, test } from 'vitest';
import { definitionFacts } from '#main/domains/definitions/index.ts';
import { requestsRig } from '#test/support/requestsRig.ts';
import { cacheOperations } from './domain.ts';

const document = (path: string) => ({
  openapi: '3.1.0',
  info: { title: 'A', version: '1' },
  paths: { [path]: { get: { responses: {} } } },
});

test('describes an operation once until definitions change, and never remembers a failure', async () => {
  const rig = await requestsRig();
  const id = rig.integrate({ baseUrl: 'https://a.test' });
  const remembered = cacheOperations(rig.deps.definitions, rig.deps.facts);
  const ask = (key: string) => remembered.describe(rig.admin, { integrationId: id, key });
  rig.define(id, document('/a'));
  const first = await ask('GET /a');
  expect(await ask('GET /a')).toBe(first);
  await expect(ask('GET /b')).rejects.toMatchObject({ code: 'DEFINITION_OPERATION_UNKNOWN' });
  rig.define(id, document('/b'));
  expect((await ask('GET /b')).path).toBe('/b');
  const entity = { id: null, name: 'A' };
  rig.store.write((w) => rig.deps.facts.emit(w, definitionFacts.removed, { actor: rig.admin, entity }));
  await expect(ask('GET /a')).rejects.toMatchObject({ code: 'DEFINITION_OPERATION_UNKNOWN' });
});
