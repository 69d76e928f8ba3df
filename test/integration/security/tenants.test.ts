import { createRouterClient } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { userId } from '#contract/common.ts';
import type { PatchbayConsole } from '#main/console.ts';
import { actAs } from '#test/support/actAs.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { outcomeOf } from '#test/support/outcome.ts';
import { routeInputs } from '#test/support/routeInputs.ts';
import { callRoute, type RouteName, routesInWalkingOrder } from '#test/support/routes.ts';
import { type Client, testConsole } from '#test/support/testConsole.ts';
import { buildWorld, type World } from '#test/support/world.ts';

/** Routes whose input names nothing of a tenant. */
const nothingNamed: readonly RouteName[] = [
  'tenants.session',
  'tenants.create',
  'tenants.members',
  'tenants.addMember',
  'settings.get',
  'settings.update',
  'vault.state',
  'vault.setUp',
  'vault.unlock',
  'vault.lock',
  'vault.changePassphrase',
  'vault.rekey',
  'vault.setAutoLock',
  'vault.discard',
  'integrations.list',
  'integrations.create',
  'integrations.presets',
  'definitions.beginUpload',
  'definitions.cancelReview',
  'oauth.discover',
  'connections.kinds',
  'connections.deleted',
  'connections.exportInventory',
  'integrations.deleted',
  'assistants.deleted',
  'health.checkAll',
  'assistants.list',
  'assistants.ids',
  'assistants.create',
  'cookies.list',
  'sockets.list',
  'cookies.set',
  'cookies.remove',
  'cookies.clear',
  'requests.live',
  'requests.cancel',
  'collections.tree',
  'collections.review',
  'runs.attachments',
  'runs.list',
  'collections.search',
  'collections.deletedGroups',
  'collections.deletedRequests',
  'environments.list',
  'environments.create',
  'environments.deleted',
  'activity.health',
  'sample.start',
  'sample.install',
  'sync.previewAdoption',
  'sync.adopt',
  'sync.status',
  'sync.inspect',
  'sync.setupSql',
  'sync.init',
  'sync.invite',
  'sync.join',
  'sync.logins',
  'sync.revokeLogin',
  'sync.now',
  'sync.cancel',
  'sync.leave',
  'sync.setSecrets',
  'sync.conflicts',
  'sync.heldBack',
  'sync.retryHeldBack',
  'sync.answer',
  // The job of the world concerns the whole console.
  'jobs.list',
  'jobs.runNow',
  'jobs.discard',
  'system.about',
  'system.dataUse',
  'system.licences',
  'system.diagnostics',
  'system.integrityCheck',
  'system.backUp',
  // The backups are this machine's.
  'system.restore',
  'system.pendingRestore',
  'system.cancelRestore',
  'system.restart',
  'system.backupAddress',
  'system.deleteBackup',
  'system.cleanUp',
  'events.subscribe',
];

/** Not-found by another name, or an answer that is empty: of a filter, of a bulk change, of a removal that may be repeated. */
const otherwise: Partial<Record<RouteName, string>> = {
  'definitions.uploadPart': 'UPLOAD_UNKNOWN',
  'definitions.apply': 'REVIEW_GONE',
  'oauth.signInState': 'SIGN_IN_UNKNOWN',
  'oauth.attendSignIn': 'SIGN_IN_UNKNOWN',
  'oauth.cancelSignIn': 'SIGN_IN_UNKNOWN',
  'definitions.discardUpload': 'ok',
  'definitions.discardReview': 'ok',
  'integrations.remove': 'ok',
  'integrations.removal': 'ok',
  'connections.removal': 'ok',
  'connections.removeMany': 'ok',
  'connections.restore': 'ok',
  'assistants.removal': 'ok',
  'integrations.restore': 'ok',
  'integrations.setActive': 'ok',
  'integrations.fallbacks': 'ok',
  'connections.list': 'ok',
  'assistants.remove': 'ok',
  'assistants.restore': 'ok',
  'integrations.deleted': 'ok',
  'definitions.search': 'ok',
  'assistants.deleted': 'ok',
  'collections.restore': 'ok',
  'collections.discardReview': 'ok',
  'environments.restore': 'ok',
  'requests.history': 'ok',
  'requests.clearHistory': 'ok',
  'activity.list': 'ok',
  'sync.removeMember': 'NOT_SHARED',
};

/** An admin of another tenant, who does not belong to the first one. */
async function makeStranger(console: PatchbayConsole, client: Client): Promise<Client> {
  const home = (await client.tenants.session()).tenant;
  const { id: tenantId } = await client.tenants.create({ name: 'Elsewhere' });
  await client.tenants.switch({ tenantId });
  const made = await client.tenants.addMember({ name: 'Stranger', email: null, role: 'admin' });
  await client.tenants.switch({ tenantId: home.id });
  const session = console.openSession({ userId: userId.parse(made.userId), tenantId });
  return createRouterClient(console.router, { context: { session } });
}

async function begin(visibility: 'private' | 'team') {
  const { console, client } = await testConsole();
  const server = await loopbackServer((_request, response) => response.end('{}'));
  const world = await buildWorld(client, server.url, visibility);
  return { console, client, world };
}

/** Everything that the owner sees of the world. */
async function seen(client: Client, world: World) {
  const { integrationId, connectionId, exchangeId } = world;
  return {
    integrations: await client.integrations.list({}),
    operations: await client.definitions.operations({ integrationId, includeHidden: true }),
    report: await client.definitions.report({ integrationId }),
    connection: await client.connections.get({ id: connectionId }),
    exchange: await client.requests.get({ id: exchangeId }),
    history: await client.requests.history({}),
    saved: await client.collections.tree(),
    environments: await client.environments.list(),
    variables: await client.environments.variables({ kind: 'environment', id: world.environmentId }),
    members: await client.tenants.members(),
    session: await client.tenants.session(),
  };
}

describe('an admin of another tenant', () => {
  it('finds nothing and changes nothing, whatever the route and the id', async () => {
    const { console, client, world } = await begin('team');
    const stranger = await makeStranger(console, client);
    const before = await seen(client, world);
    const naming = routesInWalkingOrder.filter(({ name }) => !nothingNamed.includes(name));
    for (const route of naming) {
      const outcome = await outcomeOf(callRoute(stranger, route, routeInputs[route.name](world)));
      expect.soft(`${route.name} ${outcome}`).toBe(`${route.name} ${otherwise[route.name] ?? 'NOT_FOUND'}`);
    }
    expect(naming.length).toBeGreaterThan(40);
    expect(await seen(client, world)).toEqual(before);
    // Upload and review still stand for their owner.
    expect(await client.definitions.uploadPart({ uploadId: world.uploadId, offset: 0, data: 'YQ==' })).toEqual({
      received: 1,
    });
    expect(await client.definitions.discardReview({ id: world.reviewId })).toEqual({ id: world.reviewId });
  });

  it('gets empty answers where ids only filter or are many', async () => {
    const { console, client, world } = await begin('team');
    const stranger = await makeStranger(console, client);
    const { integrationId } = world;
    const ids = [integrationId];
    expect(await stranger.connections.list({ integrationId })).toMatchObject({ rows: [], total: 0, attention: 0 });
    expect(await stranger.requests.history({ integrationId })).toEqual({ rows: [], total: 0 });
    expect(await stranger.requests.clearHistory({ integrationId })).toEqual({ removed: 0 });
    expect(await stranger.activity.list({ integrationId })).toEqual({ entries: [], more: false, next: null });
    expect(await stranger.integrations.remove({ ids })).toEqual({ ids: [] });
    expect(await stranger.integrations.restore({ ids })).toEqual({ ids: [] });
    expect(await stranger.integrations.setActive({ ids, active: false })).toEqual({ ids: [] });
    expect(await stranger.integrations.fallbacks({ id: integrationId })).toEqual([]);
  });

  it('sends nothing with a connection of the first tenant, also from an integration of their own', async () => {
    const { console, client, world } = await begin('team');
    const stranger = await makeStranger(console, client);
    const own = await stranger.integrations.create({
      name: 'own',
      type: 'ai_provider',
      provider: 'custom',
      baseUrl: world.serverUrl,
    });
    const check = stranger.connections.check({ integrationId: own.id, connectionId: world.connectionId });
    await expect(check).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const fallback = stranger.integrations.update({ id: own.id, changes: { fallbackId: world.integrationId } });
    await expect(fallback).rejects.toMatchObject({ code: expect.stringMatching(/NOT_FOUND|INVALID/) });
  });
});

describe('a private connection', () => {
  it('does not exist for others of the tenant, and neither do its requests', async () => {
    const { console, client, world } = await begin('private');
    const editor = await actAs(console, client, 'editor');
    const about: readonly RouteName[] = [
      'connections.get',
      'connections.update',
      'connections.replaceSecret',
      'connections.uses',
      'connections.remove',
      'connections.check',
      'requests.code',
      'requests.compose',
      'requests.send',
      'requests.get',
      'requests.body',
      'requests.bodyRows',
      'requests.findInBody',
      'requests.bodyAddress',
    ];
    for (const route of routesInWalkingOrder.filter(({ name }) => about.includes(name))) {
      const outcome = await outcomeOf(callRoute(editor, route, routeInputs[route.name](world)));
      expect.soft(`${route.name} ${outcome}`).toBe(`${route.name} NOT_FOUND`);
    }
    expect((await editor.connections.list({})).rows).toEqual([]);
    expect((await editor.requests.history({})).rows).toEqual([]);
    expect(await client.connections.get({ id: world.connectionId })).toMatchObject({ name: 'key', editable: true });
  });
});
