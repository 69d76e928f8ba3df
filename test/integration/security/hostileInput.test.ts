import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PatchbayConsole } from '#main/console.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { mutated, mutations } from '#test/support/mutateDocument.ts';
import { outcomeOf } from '#test/support/outcome.ts';
import { openGate, sendRaw } from '#test/support/rawHttp.ts';
import { routeInputs } from '#test/support/routeInputs.ts';
import { callRoute, routes, routesInWalkingOrder } from '#test/support/routes.ts';
import { temporaryFolder, testConsole, testHost } from '#test/support/testConsole.ts';
import { buildWorld, plainDraft } from '#test/support/world.ts';

const prototypeKeys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];

/** A console in a folder within a folder, so that what lands outside shows. */
async function begin() {
  const outside = temporaryFolder();
  const data = join(outside, 'inner', 'data');
  const { console, client, logs } = await testConsole({ paths: { data, resources: testHost().paths.resources } });
  const server = await loopbackServer((_request, response) => response.end('{}'));
  const world = await buildWorld(client, server.url);
  const intact = () => {
    expect(logs).toEqual([]);
    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(cleanPrototype);
    expect([readdirSync(outside), readdirSync(join(outside, 'inner'))]).toEqual([['inner'], ['data']]);
    expect(unsound(console)).toEqual([]);
  };
  return { console, client, world, server, intact };
}

const cleanPrototype = Object.getOwnPropertyNames(Object.prototype).sort();

const unsound = ({ store }: PatchbayConsole): unknown[] => [
  ...store.integrityCheck(),
  ...store.sqlite.prepare('PRAGMA foreign_key_check').all(),
];

const withInput = routesInWalkingOrder.filter(({ input }) => input !== null);

describe('hostile input', () => {
  it('of any shape is answered by every route with a value or a fault', async () => {
    const { client, world, intact } = await begin();
    const reached = new Map<string, Set<string>>();
    for (const route of withInput) {
      const seen = new Set<string>();
      const check = fc.asyncProperty(mutations, async (changes) => {
        const wrapped = mutated({ input: routeInputs[route.name](world) }, changes);
        const outcome = await outcomeOf(callRoute(client, route, Reflect.get(Object(wrapped), 'input')));
        seen.add(outcome);
        expect(`${route.name} ${outcome}`).not.toContain('INTERNAL');
      });
      await fc.assert(check, { numRuns: /\.(send|check|setUp|review|install)$/.test(route.name) ? 20 : 80 });
      reached.set(route.name, seen);
    }
    intact();
    expect(withInput.length).toBeGreaterThan(45);
    // The mutations leave enough right that services are reached, and break enough that the contract refuses.
    const all = [...reached.values()].flatMap((seen) => [...seen]);
    expect(all.filter((outcome) => outcome === 'BAD_REQUEST').length).toBeGreaterThan(40);
    expect(all.filter((outcome) => outcome === 'ok').length).toBeGreaterThan(20);
  }, 240_000);

  it('in names, keys and parameters is kept as what it is', async () => {
    const { client, world, server, intact } = await begin();
    const { integrationId } = world;
    for (const name of [...prototypeKeys, '../../escape', '..\\escape', "'; DROP TABLE tenants; --", '<script>']) {
      const made = await client.integrations.create({ name, type: 'api', provider: 'custom', baseUrl: server.url });
      expect((await client.integrations.get({ id: made.id })).name).toBe(name);
      const { fileName } = await client.integrations.export({ id: made.id });
      expect(fileName).not.toMatch(/[\\/<>]|\.\./);
      const parameters = [
        { name, in: 'query' as const, value: name },
        { name: 'X-Header', in: 'header' as const, value: name },
      ];
      const draft = { ...plainDraft, integrationId, parameters, serverVariables: JSON.parse('{"__proto__":"x"}') };
      const { draft: kept } = await client.collections.save({ name, draft });
      expect(kept.parameters.map((each) => [each.name, each.value])).toEqual([
        [name, name],
        ['X-Header', name],
      ]);
      const { url } = await client.requests.compose(draft);
      expect(new URL(url).searchParams.get(name)).toBe(name);
    }
    intact();
  }, 120_000);

  it('in paths and bodies of the wire finds no route and no way out of the folder', async () => {
    const { console, world, intact } = await begin();
    const gate = await openGate(console);
    const names = ['..', '%2e%2e', '..%2f..', 'integrations%2fget', '.', '', 'a'.repeat(5_000), '%00', '%zz'];
    const paths = [...prototypeKeys, ...names].flatMap((name) => [`/rpc/${name}`, `/rpc/integrations/${name}`]);
    for (const path of [...paths, '/rpc/integrations/get/__proto__', '/rpc/__proto__/constructor/call']) {
      const body = JSON.stringify({ json: { id: world.integrationId } });
      const { status } = await sendRaw(gate.port, { path, headers: gate.good(body.length), body });
      expect.soft(`${path.slice(0, 60)} ${status}`).toMatch(/ (400|404|405)$/);
    }
    const logos = [
      '..',
      '%2e%2e',
      '..%2f..%2fpatchbay.db',
      '..%5cpatchbay.db',
      '__proto__',
      `${world.tenantId}/x`,
      '%00.png',
    ];
    for (const name of logos) {
      const answer = await sendRaw(gate.port, { method: 'GET', path: `/logos/${name}`, headers: gate.good(0) });
      expect.soft(answer.text).not.toContain('SQLite');
    }
    intact();
  }, 120_000);

  it('in the envelope of a call changes no prototype and breaks nothing', async () => {
    const { console, world, intact } = await begin();
    const gate = await openGate(console);
    for (const { path, name } of routes.filter(({ input }) => input !== null)) {
      const good = JSON.stringify(routeInputs[name](world));
      const bodies = [
        `{"json":${good},"meta":[[0,"__proto__","polluted"],[1,"constructor","prototype","polluted"]]}`,
        `{"json":${good},"meta":[[7,"no","such","place"],["x"],5,null]}`,
        `{"json":${good},"meta":"no list","maps":[["__proto__","polluted"]]}`,
        `{"__proto__":{"polluted":1},"json":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}`,
        '{"json":',
        '[]',
        'null',
        '"text"',
      ];
      for (const body of bodies) {
        const headers = gate.good(Buffer.byteLength(body));
        const { status, text } = await sendRaw(gate.port, { path: `/rpc/${path.join('/')}`, headers, body });
        // A fault of a server elsewhere, such as one that no discovery is found at, is 502 and says so.
        if (status >= 500) expect.soft(`${name} ${body.slice(-60)} ${text}`).toContain('"defined":true');
      }
    }
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    intact();
  }, 120_000);
});
