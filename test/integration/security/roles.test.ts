import { describe, expect, it } from 'vitest';
import type { Role } from '#contract/common.ts';
import { actAs } from '#test/support/actAs.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { outcomeOf } from '#test/support/outcome.ts';
import { routeInputs } from '#test/support/routeInputs.ts';
import { callRoute, type RouteName, routes, routesInWalkingOrder } from '#test/support/routes.ts';
import { testConsole } from '#test/support/testConsole.ts';
import { buildWorld } from '#test/support/world.ts';

/** Who may call what. A new route needs an entry to compile. */
const needs: Record<RouteName, Role> = {
  'tenants.session': 'viewer',
  'tenants.switch': 'viewer',
  'tenants.create': 'viewer',
  'tenants.rename': 'admin',
  'tenants.remove': 'admin',
  'tenants.members': 'viewer',
  'tenants.addMember': 'admin',
  'tenants.updateMember': 'admin',
  'tenants.removeMember': 'admin',
  'settings.get': 'viewer',
  'settings.update': 'viewer',
  'vault.state': 'viewer',
  'vault.setUp': 'admin',
  'vault.unlock': 'viewer',
  'vault.lock': 'viewer',
  'vault.changePassphrase': 'admin',
  'vault.rekey': 'admin',
  'vault.setAutoLock': 'admin',
  'vault.discard': 'admin',
  'integrations.list': 'viewer',
  'integrations.get': 'viewer',
  'integrations.create': 'editor',
  'integrations.update': 'editor',
  'integrations.duplicate': 'editor',
  'integrations.remove': 'editor',
  'integrations.restore': 'editor',
  'integrations.deleted': 'viewer',
  'integrations.removal': 'viewer',
  'integrations.setActive': 'editor',
  'integrations.presets': 'viewer',
  'integrations.fallbacks': 'viewer',
  'integrations.setLogo': 'editor',
  'integrations.export': 'viewer',
  'definitions.beginUpload': 'editor',
  'definitions.uploadPart': 'editor',
  'definitions.discardUpload': 'editor',
  'definitions.review': 'editor',
  'definitions.cancelReview': 'viewer',
  'definitions.discardReview': 'editor',
  'definitions.apply': 'editor',
  'definitions.detach': 'editor',
  'definitions.report': 'viewer',
  'definitions.content': 'viewer',
  'definitions.operations': 'viewer',
  'definitions.search': 'viewer',
  'definitions.describe': 'viewer',
  'definitions.addOperation': 'editor',
  'definitions.updateOperation': 'editor',
  'definitions.removeOperation': 'editor',
  'definitions.editOperation': 'editor',
  'connections.list': 'viewer',
  'connections.get': 'viewer',
  'connections.requirements': 'viewer',
  'connections.kinds': 'viewer',
  'connections.create': 'editor',
  'connections.update': 'editor',
  'connections.replaceSecret': 'editor',
  'connections.rotate': 'editor',
  'connections.undoRotation': 'editor',
  'connections.reassign': 'editor',
  'connections.exportInventory': 'viewer',
  'connections.uses': 'viewer',
  'connections.remove': 'editor',
  'connections.removal': 'viewer',
  'connections.removeMany': 'editor',
  'connections.restore': 'editor',
  'connections.deleted': 'viewer',
  'connections.check': 'editor',
  'oauth.suggest': 'viewer',
  'oauth.discover': 'editor',
  'oauth.signIn': 'editor',
  'oauth.signInState': 'viewer',
  'oauth.attendSignIn': 'editor',
  'oauth.cancelSignIn': 'editor',
  'oauth.refresh': 'editor',
  'oauth.revoke': 'editor',
  'oauth.tokens': 'viewer',
  'oauth.doctor': 'viewer',
  'health.report': 'viewer',
  'health.setSchedule': 'editor',
  'health.checkAll': 'editor',
  'health.checkNow': 'editor',
  'assistants.list': 'viewer',
  'assistants.ids': 'viewer',
  'assistants.get': 'viewer',
  'assistants.create': 'editor',
  'assistants.update': 'editor',
  'assistants.duplicate': 'editor',
  'assistants.remove': 'editor',
  'assistants.restore': 'editor',
  'assistants.deleted': 'viewer',
  'assistants.removal': 'viewer',
  'assistants.integrations': 'viewer',
  'assistants.options': 'viewer',
  'assistants.attach': 'editor',
  'assistants.configure': 'editor',
  'assistants.detach': 'editor',
  'assistants.changeAttachments': 'editor',
  'assistants.setOperations': 'editor',
  'assistants.tools': 'viewer',
  'assistants.exportTools': 'viewer',
  'assistants.composeTool': 'editor',
  'assistants.tryTool': 'editor',
  'cookies.list': 'viewer',
  'cookies.set': 'editor',
  'cookies.remove': 'editor',
  'cookies.clear': 'editor',
  'requests.code': 'editor',
  'requests.compose': 'editor',
  'requests.send': 'editor',
  'requests.live': 'viewer',
  'requests.cancel': 'viewer',
  'requests.history': 'viewer',
  'requests.get': 'viewer',
  'requests.body': 'viewer',
  'requests.bodyRows': 'viewer',
  'requests.findInBody': 'viewer',
  'requests.jsonRows': 'viewer',
  'requests.filterJson': 'viewer',
  'requests.compareBodies': 'viewer',
  'requests.events': 'viewer',
  'requests.bodyAddress': 'viewer',
  'requests.mark': 'editor',
  'requests.clearHistory': 'editor',
  'collections.tree': 'viewer',
  'collections.search': 'viewer',
  'collections.group': 'viewer',
  'collections.saveGroup': 'editor',
  'collections.request': 'viewer',
  'collections.save': 'editor',
  'collections.acceptOperation': 'editor',
  'collections.move': 'editor',
  'collections.duplicate': 'editor',
  'collections.rename': 'editor',
  'collections.remove': 'editor',
  'collections.restore': 'editor',
  'collections.review': 'editor',
  'collections.discardReview': 'viewer',
  'collections.import': 'editor',
  'collections.export': 'viewer',
  'collections.examples': 'viewer',
  'collections.keepExample': 'editor',
  'collections.removeExample': 'editor',
  'runs.start': 'editor',
  'runs.attachments': 'editor',
  'runs.list': 'viewer',
  'runs.get': 'viewer',
  'runs.results': 'viewer',
  'runs.cancel': 'editor',
  'runs.remove': 'editor',
  'runs.plan': 'viewer',
  'runs.chart': 'viewer',
  'runs.report': 'viewer',
  'collections.deletedGroups': 'viewer',
  'collections.deletedRequests': 'viewer',
  'environments.list': 'viewer',
  'environments.create': 'editor',
  'environments.update': 'editor',
  'environments.move': 'editor',
  'environments.duplicate': 'editor',
  'environments.remove': 'editor',
  'environments.restore': 'editor',
  'environments.deleted': 'viewer',
  'environments.variables': 'viewer',
  'environments.setVariable': 'editor',
  'environments.moveVariable': 'editor',
  'environments.removeVariable': 'editor',
  'environments.allowCommand': 'editor',
  'environments.effective': 'viewer',
  'contracts.mock': 'viewer',
  'contracts.startMock': 'editor',
  'contracts.stopMock': 'editor',
  'contracts.plan': 'viewer',
  'contracts.check': 'editor',
  'contracts.cancelCheck': 'editor',
  'contracts.report': 'viewer',
  'contracts.exportReport': 'viewer',
  'sockets.open': 'editor',
  'sockets.send': 'editor',
  'sockets.close': 'editor',
  'sockets.log': 'viewer',
  'sockets.list': 'viewer',
  'sync.previewAdoption': 'editor',
  'sync.adopt': 'editor',
  'activity.list': 'viewer',
  'activity.health': 'viewer',
  'jobs.list': 'admin',
  'jobs.runNow': 'admin',
  'jobs.discard': 'admin',
  'sample.start': 'viewer',
  'sample.install': 'editor',
  'system.about': 'viewer',
  'system.dataUse': 'viewer',
  'system.licences': 'viewer',
  'system.diagnostics': 'viewer',
  'system.integrityCheck': 'admin',
  'system.backUp': 'admin',
  'system.restore': 'admin',
  'system.pendingRestore': 'viewer',
  'system.cancelRestore': 'admin',
  'system.restart': 'admin',
  'system.deleteBackup': 'admin',
  'system.backupAddress': 'admin',
  'system.cleanUp': 'admin',
  'sync.status': 'viewer',
  'sync.inspect': 'admin',
  'sync.setupSql': 'admin',
  'sync.init': 'admin',
  'sync.invite': 'admin',
  'sync.join': 'viewer',
  'sync.logins': 'viewer',
  'sync.revokeLogin': 'admin',
  'sync.removeMember': 'admin',
  'sync.now': 'viewer',
  'sync.cancel': 'viewer',
  'sync.leave': 'viewer',
  'sync.setSecrets': 'admin',
  'sync.conflicts': 'viewer',
  'sync.decide': 'editor',
  'sync.heldBack': 'viewer',
  'sync.retryHeldBack': 'editor',
  'sync.answer': 'editor',
  'events.subscribe': 'viewer',
};

/** What the walk's inputs come to where the role is enough; `ok` otherwise. */
const refusedOnTheMerits: Partial<Record<RouteName, string>> = {
  'tenants.remove': 'INVALID',
  'vault.changePassphrase': 'NOT_SET_UP',
  'vault.discard': 'WOULD_LOSE',
  'definitions.uploadPart': 'UPLOAD_UNKNOWN',
  // The world's server answers anything, and its connection has a key.
  'oauth.discover': 'DISCOVERY_FAILED',
  'oauth.signIn': 'CONFIG_INVALID',
  'oauth.signInState': 'SIGN_IN_UNKNOWN',
  'oauth.attendSignIn': 'SIGN_IN_UNKNOWN',
  'oauth.cancelSignIn': 'SIGN_IN_UNKNOWN',
  'oauth.refresh': 'CONFIG_INVALID',
  'oauth.revoke': 'CONFIG_INVALID',
  'oauth.tokens': 'CONFIG_INVALID',
  'oauth.doctor': 'CONFIG_INVALID',
  // The world has no run, no review and no example.
  'runs.get': 'NOT_FOUND',
  'runs.results': 'NOT_FOUND',
  'runs.cancel': 'NOT_FOUND',
  'runs.remove': 'NOT_FOUND',
  'runs.plan': 'NOT_FOUND',
  'runs.chart': 'NOT_FOUND',
  'runs.report': 'NOT_FOUND',
  'collections.import': 'NOT_FOUND',
  'collections.removeExample': 'NOT_FOUND',
  // None of the world is open.
  'sockets.send': 'NOT_FOUND',
  'sockets.close': 'NOT_FOUND',
  'sockets.log': 'NOT_FOUND',
  // No database is where the world says.
  'sync.previewAdoption': 'SOURCE_UNREACHABLE',
  'sync.adopt': 'SOURCE_UNREACHABLE',
  // The tenant of the world is not shared, and its address names no login.
  'sync.inspect': 'INVALID',
  'sync.init': 'INVALID',
  'sync.join': 'INVITATION_INVALID',
  'sync.invite': 'NOT_SHARED',
  'sync.revokeLogin': 'NOT_SHARED',
  'sync.removeMember': 'NOT_SHARED',
  'sync.now': 'NOT_SHARED',
  'sync.cancel': 'NOT_SHARED',
  'sync.leave': 'NOT_SHARED',
  'sync.setSecrets': 'NOT_SHARED',
  'sync.retryHeldBack': 'NOT_SHARED',
  'sync.answer': 'NOT_SHARED',
  'sync.decide': 'NOT_FOUND',
  'system.restart': 'RESTART_BY_HAND',
  'system.deleteBackup': 'BACKUP_NEEDED',
  // Someone else's connection, though the team sees it.
  'connections.update': 'FORBIDDEN',
  'connections.replaceSecret': 'FORBIDDEN',
  'connections.rotate': 'FORBIDDEN',
  'connections.undoRotation': 'FORBIDDEN',
  'connections.reassign': 'FORBIDDEN',
  'connections.remove': 'FORBIDDEN',
};

const ranks: Record<Role, number> = { viewer: 0, editor: 1, admin: 2 };

/** Written by jobs that fall due meanwhile, whoever asks for what. */
const keptByTheConsole = ['jobs', 'leases', 'fact_cursors'];

async function begin() {
  const { console, client } = await testConsole();
  const server = await loopbackServer((_request, response) => response.end('{}'));
  const world = await buildWorld(client, server.url);
  return { console, client, world };
}

describe('roles', () => {
  it('have an entry for every route', () => {
    expect(Object.keys(needs).sort()).toEqual(routes.map(({ name }) => name).sort());
  });

  it.each(['viewer', 'editor', 'admin'] as const)('let a %s do what the table says, and nothing else', async (role) => {
    const { console, client, world } = await begin();
    const actor = await actAs(console, client, role);
    for (const route of routesInWalkingOrder) {
      const outcome = await outcomeOf(callRoute(actor, route, routeInputs[route.name](world)));
      const allowed = ranks[role] >= ranks[needs[route.name]];
      const expected = allowed ? (refusedOnTheMerits[route.name] ?? 'ok') : 'FORBIDDEN';
      expect
        .soft(`${route.name} ${outcome}`)
        .toBe(`${route.name} ${adminOwns(role, route.name) ? adminOutcome(route.name) : expected}`);
    }
  });

  it('refuse a viewer before anything is written', async () => {
    const { console, client, world } = await begin();
    const viewer = await actAs(console, client, 'viewer');
    const { sqlite } = console.store;
    const tables = sqlite
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'")
      .pluck()
      .all()
      .filter((name) => !keptByTheConsole.includes(name));
    const everything = () => tables.map((name) => sqlite.prepare(`SELECT * FROM "${name}"`).all());
    const before = everything();
    const closed = routesInWalkingOrder.filter(({ name }) => needs[name] !== 'viewer');
    for (const route of closed) {
      await expect(callRoute(viewer, route, routeInputs[route.name](world))).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    expect(closed.length).toBeGreaterThan(25);
    expect(everything()).toEqual(before);
  });

  it('keep the network and the retention of this machine to admins', async () => {
    const { console, client } = await testConsole();
    const editor = await actAs(console, client, 'editor');
    const { network, retention } = await client.settings.get();
    const proxied = { network: { ...network, proxyUrl: 'http://127.0.0.1:9' } };
    await expect(editor.settings.update(proxied)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(editor.settings.update({ retention })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await editor.settings.get()).network.proxyUrl).toBeNull();
    expect((await client.settings.update(proxied)).network.proxyUrl).toBe('http://127.0.0.1:9');
  });
});

/** An admin may change what the team sees, whoever made it; but the one member there is to give it to is a viewer. */
function adminOutcome(name: RouteName): string {
  return name === 'connections.reassign' ? 'INVALID' : 'ok';
}

function adminOwns(role: Role, name: RouteName): boolean {
  return role === 'admin' && name.startsWith('connections.');
}
