import fc from 'fast-check';
import type { Client } from '../testConsole.ts';
import type { Process } from './rig.ts';

/** What a person does, with what there is to do it to. */
export interface Doing {
  readonly client: Client;
  readonly process: Process;
  readonly tenantId: string;
  /** Different for every command of a run. */
  readonly tag: string;
  /** Chooses one of the ids that a query gives, by the numbers of the command; throws `Nothing` where there is none. */
  pick(sql: string): never;
  /** A number below `below`, from the numbers of the command. */
  roll(below: number): number;
  /** One of few names, so that they collide, or one of its own. */
  name(): string;
}

/** There is nothing to do it to. */
export class Nothing extends Error {}

type Act = (doing: Doing) => Promise<unknown>;

const integrations = 'SELECT id FROM integrations WHERE tenant_id = ? AND deleted_at IS NULL';
const connections = 'SELECT id FROM connections WHERE tenant_id = ?';
const assistants = 'SELECT id FROM assistants WHERE tenant_id = ? AND deleted_at IS NULL';
const groups = 'SELECT id FROM request_groups WHERE tenant_id = ? AND deleted_at IS NULL';
const requests = 'SELECT id FROM saved_requests WHERE tenant_id = ? AND deleted_at IS NULL';
const environments = 'SELECT id FROM environments WHERE tenant_id = ? AND deleted_at IS NULL AND is_global = 0';
const variables = 'SELECT id FROM variables WHERE tenant_id = ? AND environment_id IS NOT NULL';

const document = (tag: string, operations: number) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: `Document ${tag}`, version: tag },
    servers: [{ url: 'https://api.example.com' }],
    security: [{ key: [] }],
    paths: Object.fromEntries(
      Array.from({ length: operations }, (_, index) => [
        `/things${index}`,
        { get: { operationId: `things${index}`, summary: tag, responses: { 200: { description: 'Things' } } } },
      ]),
    ),
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  });

const draftOf = ({ tag, roll }: Doing, groupId: string | null) =>
  ({
    integrationId: null,
    operationKey: null,
    connectionId: null,
    groupId,
    method: ['GET', 'POST', 'PUT'][roll(3)],
    url: `https://api.example.com/${tag}`,
    server: null,
    parameters: [],
    headers: Array.from({ length: roll(4) }, (_, index) => ({
      name: `X-${index}`,
      value: `${tag}-${index}`,
      enabled: true,
      description: '',
    })),
    body: roll(2) === 0 ? { kind: 'none' } : { kind: 'text', mediaType: 'text/plain', text: tag },
  }) as never;

const item = (doing: Doing) =>
  doing.roll(2) === 0
    ? ({ kind: 'group', id: doing.pick(groups) } as never)
    : ({ kind: 'request', id: doing.pick(requests) } as never);

const secretOf = ({ tag }: Doing) => `secret-${tag}-0123456789`;

/** What is there before anybody is invited. */
export async function begin(client: Client): Promise<void> {
  const manualAuth = { kind: 'apiKey', in: 'header', name: 'X-Key', prefix: '' } as const;
  const made = [];
  for (const [name, type] of [
    ['One', 'api'],
    ['Two', 'ai_provider'],
    ['Three', 'ai_provider'],
  ] as const)
    made.push(
      await client.integrations.create({
        name,
        type,
        provider: 'custom',
        baseUrl: 'https://api.example.com',
        manualAuth,
      }),
    );
  const [one, two] = made;
  if (!one || !two) return;
  const connected = [];
  for (const { id: integrationId } of [one, two])
    connected.push(
      await client.connections.create({
        ...{ integrationId, name: 'Key', kind: 'apiKey', schemeKey: null, visibility: 'team' },
        secret: `begin-${integrationId}`,
      }),
    );
  const { id: definition } = await client.definitions.review({ source: { kind: 'text', text: document('begin', 2) } });
  const fields = { baseUrl: 'https://api.example.com' };
  await client.definitions.apply({ id: definition, target: { kind: 'new', name: 'Described', fields } });
  const operation = { method: 'GET', path: '/hand', summary: '', description: '', parameters: [], bodyMediaType: null };
  await client.definitions.addOperation({ integrationId: one.id, operation });
  const assistant = await client.assistants.create({ name: 'Helper', visibility: 'team' });
  await client.assistants.changeAttachments({
    assistantId: assistant.id,
    attach: [{ integrationId: one.id, connectionId: connected[0]?.id ?? null }],
  });
  const collection = await client.collections.saveGroup({ name: 'Collection' });
  const folder = await client.collections.saveGroup({ name: 'Folder', parentId: collection.id });
  const process = undefined as never;
  for (const [tag, group] of [
    ['first', collection.id],
    ['second', folder.id],
  ] as const) {
    const doing = { client, process, tenantId: '', tag, pick: () => group as never, roll: () => 1, name: () => tag };
    await client.collections.save({ name: tag, draft: draftOf(doing, group) });
  }
  const environment = await client.environments.create({ name: 'Staging', color: null, isProduction: false });
  for (const name of ['host', 'port'])
    await client.environments.setVariable({
      ...{ owner: { kind: 'environment', id: environment.id }, name, kind: 'plain', value: name },
    });
}

/** Everything that people do in a tenant, by its name. */
export const acts = {
  makeIntegration: ({ client, name, roll }) =>
    client.integrations.create({
      name: name(),
      type: roll(3) === 0 ? 'ai_provider' : 'api',
      provider: roll(4) === 0 ? 'github' : 'custom',
      baseUrl: 'https://api.example.com',
      manualAuth: { kind: 'apiKey', in: 'header', name: 'X-Key', prefix: '' },
    }),
  describeIntegration: ({ client, pick, tag }) =>
    client.integrations.update({ id: pick(integrations), changes: { description: `about ${tag}` } }),
  addressIntegration: ({ client, pick, tag }) =>
    client.integrations.update({
      id: pick(integrations),
      changes: { baseUrl: `https://${tag}.example.com`, baseSearch: `search ${tag}` },
    }),
  renameIntegration: ({ client, pick, name }) => {
    const called = name();
    return client.integrations.update({ id: pick(integrations), changes: { name: called, displayName: called } });
  },
  authorizeIntegration: ({ client, pick, tag }) =>
    client.integrations.update({
      id: pick(integrations),
      changes: { manualAuth: { kind: 'apiKey', in: 'header', name: `X-${tag}`, prefix: '' } },
    }),
  provideIntegration: ({ client, pick, roll }) =>
    client.integrations.update({
      id: pick(integrations),
      changes: { provider: ['github', 'stripe', 'custom'][roll(3)] as never },
    }),
  switchIntegration: ({ client, pick, roll }) =>
    client.integrations.setActive({ ids: [pick(integrations)], active: roll(2) === 0 }),
  fallBack: ({ client, pick, roll }) => {
    const providers = `${integrations} AND type = 'ai_provider'`;
    const id = pick(providers);
    return client.integrations.update({ id, changes: { fallbackId: roll(5) === 0 ? null : pick(providers) } });
  },
  removeIntegration: ({ client, pick }) => client.integrations.remove({ ids: [pick(integrations)] }),
  restoreIntegration: ({ client, pick }) =>
    client.integrations.restore({
      ids: [pick('SELECT id FROM integrations WHERE tenant_id = ? AND deleted_at IS NOT NULL')],
    }),
  duplicateIntegration: ({ client, pick }) => client.integrations.duplicate({ id: pick(integrations) }),
  connect: (doing) =>
    doing.client.connections.create({
      integrationId: doing.pick(`${integrations} AND definition_id IS NULL`),
      name: doing.name(),
      kind: 'apiKey',
      schemeKey: null,
      visibility: doing.roll(3) === 0 ? 'private' : 'team',
      secret: secretOf(doing),
    }),
  renameConnection: ({ client, pick, name }) =>
    client.connections.update({ id: pick(connections), changes: { name: name() } }),
  showConnection: ({ client, pick, roll }) =>
    client.connections.update({
      id: pick(connections),
      changes: { visibility: roll(2) === 0 ? 'private' : 'team' },
    }),
  allowHosts: ({ client, pick, tag }) =>
    client.connections.update({ id: pick(connections), changes: { allowedHosts: [`${tag}.example.com`] } }),
  replaceSecret: (doing) =>
    doing.client.connections.replaceSecret({ id: doing.pick(connections), secret: secretOf(doing) } as never),
  rotateSecret: (doing) =>
    doing.client.connections.rotate({ id: doing.pick(connections), secret: secretOf(doing) } as never),
  removeConnection: ({ client, pick }) => client.connections.remove({ id: pick(connections), confirmed: true }),
  restoreConnection: ({ client, pick }) =>
    client.connections.restore({ ids: [pick('SELECT id FROM deleted_connections WHERE tenant_id = ?')] }),
  makeAssistant: ({ client, name, roll }) =>
    client.assistants.create({ name: name(), visibility: roll(3) === 0 ? 'private' : 'team' }),
  changeAssistant: ({ client, pick, tag }) =>
    client.assistants.update({ id: pick(assistants), changes: { instructions: `do ${tag}` } }),
  renameAssistant: ({ client, pick, name }) =>
    client.assistants.update({ id: pick(assistants), changes: { name: name() } }),
  showAssistant: ({ client, pick, roll }) =>
    client.assistants.update({
      id: pick(assistants),
      changes: { visibility: roll(2) === 0 ? 'private' : 'team' },
    }),
  provideAssistant: ({ client, pick }) =>
    client.assistants.update({
      id: pick(assistants),
      changes: { providerIntegrationId: pick(`${integrations} AND type = 'ai_provider'`) },
    }),
  removeAssistant: ({ client, pick }) => client.assistants.remove({ ids: [pick(assistants)] }),
  restoreAssistant: ({ client, pick }) =>
    client.assistants.restore({
      ids: [pick('SELECT id FROM assistants WHERE tenant_id = ? AND deleted_at IS NOT NULL')],
    }),
  attach: ({ client, pick }) =>
    client.assistants.changeAttachments({
      assistantId: pick(assistants),
      attach: [{ integrationId: pick(integrations), connectionId: null }],
    }),
  attachConnected: ({ client, pick, process, tenantId }) => {
    const connectionId = pick(connections);
    const integrationId = process.rows
      .statement('SELECT integration_id FROM connections WHERE tenant_id = ? AND id = ?')
      .pluck()
      .get(tenantId, connectionId) as never;
    return client.assistants.changeAttachments({
      assistantId: pick(assistants),
      attach: [{ integrationId, connectionId }],
    });
  },
  detachFromAssistant: ({ client, pick, process, tenantId }) => {
    const id = pick('SELECT id FROM attachments WHERE tenant_id = ?');
    const found = process.rows
      .statement(
        'SELECT assistant_id AS assistantId, integration_id AS integrationId FROM attachments WHERE tenant_id = ? AND id = ?',
      )
      .get(tenantId, id) as never;
    return client.assistants.detach(found);
  },
  collect: ({ client, name, roll, pick }) =>
    client.collections.saveGroup({ name: name(), parentId: roll(2) === 0 ? null : pick(groups) }),
  changeGroup: ({ client, pick, tag, roll }) =>
    client.collections.saveGroup({
      id: pick(groups),
      description: `about ${tag}`,
      headers: Array.from({ length: roll(3) }, (_, index) => ({
        name: `G-${index}`,
        value: `${tag}-${index}`,
        enabled: true,
        description: '',
      })),
    }),
  saveRequest: (doing) =>
    doing.client.collections.save({
      name: doing.name(),
      draft: draftOf(doing, doing.roll(4) === 0 ? null : doing.pick(groups)),
    }),
  changeRequest: (doing) => {
    const id = doing.pick(requests);
    const { name, group_id } = doing.process.rows
      .statement('SELECT name, group_id FROM saved_requests WHERE tenant_id = ? AND id = ?')
      .get(doing.tenantId, id) as { name: string; group_id: string | null };
    return doing.client.collections.save({ id, name, draft: draftOf(doing, group_id) });
  },
  describeRequest: (doing) => {
    const id = doing.pick(requests);
    return doing.client.collections
      .request({ id })
      .then(({ name, draft }) => doing.client.collections.save({ id, name, draft, description: `about ${doing.tag}` }));
  },
  renameItem: (doing) => doing.client.collections.rename({ item: item(doing), name: doing.name() }),
  moveItem: (doing) =>
    doing.client.collections.move({
      items: [item(doing)],
      into: doing.roll(4) === 0 ? null : doing.pick(groups),
      before: null,
    }),
  reorderItem: (doing) => {
    const before = doing.pick(requests);
    const into = doing.process.rows
      .statement('SELECT group_id FROM saved_requests WHERE tenant_id = ? AND id = ?')
      .pluck()
      .get(doing.tenantId, before) as never;
    return doing.client.collections.move({ items: [item(doing)], into, before: { kind: 'request', id: before } });
  },
  duplicateItem: (doing) => doing.client.collections.duplicate({ items: [item(doing)] }),
  removeItem: (doing) => doing.client.collections.remove({ items: [item(doing)] }),
  restoreItem: ({ client, pick, roll }) =>
    client.collections.restore({
      items: [
        roll(2) === 0
          ? { kind: 'group', id: pick('SELECT id FROM request_groups WHERE tenant_id = ? AND deleted_at IS NOT NULL') }
          : {
              kind: 'request',
              id: pick('SELECT id FROM saved_requests WHERE tenant_id = ? AND deleted_at IS NOT NULL'),
            },
      ],
    }),
  makeEnvironment: ({ client, name }) => client.environments.create({ name: name(), color: null, isProduction: false }),
  renameEnvironment: ({ client, pick, name }) => client.environments.update({ id: pick(environments), name: name() }),
  colourEnvironment: ({ client, pick, roll }) =>
    client.environments.update({ id: pick(environments), color: `#${String(100_000 + roll(899_999))}` }),
  moveEnvironment: ({ client, pick, roll }) =>
    client.environments.move({ id: pick(environments), before: roll(2) === 0 ? null : pick(environments) }),
  removeEnvironment: ({ client, pick }) => client.environments.remove({ id: pick(environments) }),
  restoreEnvironment: ({ client, pick }) =>
    client.environments.restore({
      ids: [pick('SELECT id FROM environments WHERE tenant_id = ? AND deleted_at IS NOT NULL')],
    }),
  setVariable: ({ client, pick, name, tag, roll }) =>
    client.environments.setVariable({
      owner:
        roll(3) === 0
          ? { kind: 'group', id: pick(groups) }
          : { kind: 'environment', id: pick('SELECT id FROM environments WHERE tenant_id = ? AND deleted_at IS NULL') },
      name: name(),
      kind: 'plain',
      value: `value ${tag}`,
    }),
  setSecretVariable: (doing) =>
    doing.client.environments.setVariable({
      owner: { kind: 'environment', id: doing.pick(environments) },
      name: doing.name(),
      kind: 'secret',
      secret: secretOf(doing),
    }),
  changeVariable: ({ client, pick, tag, process, tenantId }) => {
    const id = pick(variables);
    const { name, environment_id } = process.rows
      .statement('SELECT name, environment_id FROM variables WHERE tenant_id = ? AND id = ?')
      .get(tenantId, id) as { name: string; environment_id: never };
    return client.environments.setVariable({
      id,
      owner: { kind: 'environment', id: environment_id },
      name,
      kind: 'plain',
      value: `value ${tag}`,
    });
  },
  renameVariable: ({ client, pick, name, process, tenantId }) => {
    const id = pick(`${variables} AND kind = 'plain'`);
    const { value, environment_id } = process.rows
      .statement('SELECT value, environment_id FROM variables WHERE tenant_id = ? AND id = ?')
      .get(tenantId, id) as { value: string; environment_id: never };
    const owner = { kind: 'environment', id: environment_id } as const;
    return client.environments.setVariable({ id, owner, name: name(), kind: 'plain', value });
  },
  removeVariable: ({ client, pick }) => client.environments.removeVariable({ id: pick(variables) }),
  addOperation: ({ client, pick, tag, roll }) =>
    client.definitions.addOperation({
      integrationId: pick(integrations),
      operation: {
        method: 'GET',
        path: `/hand${roll(3)}`,
        summary: `does ${tag}`,
        description: '',
        parameters: [],
        bodyMediaType: null,
      },
    }),
  changeOperation: ({ client, pick, tag, process, tenantId, roll }) => {
    const id = pick('SELECT id FROM hand_operations WHERE tenant_id = ?');
    const integrationId = process.rows
      .statement('SELECT integration_id FROM hand_operations WHERE tenant_id = ? AND id = ?')
      .pluck()
      .get(tenantId, id) as never;
    const operation =
      roll(3) === 0 ? { path: `/hand/${tag}` } : roll(2) === 0 ? { summary: `does ${tag}` } : { description: tag };
    return client.definitions.updateOperation({ integrationId, id, operation });
  },
  removeOperation: ({ client, pick, process, tenantId }) => {
    const id = pick('SELECT id FROM hand_operations WHERE tenant_id = ?');
    const integrationId = process.rows
      .statement('SELECT integration_id FROM hand_operations WHERE tenant_id = ? AND id = ?')
      .pluck()
      .get(tenantId, id) as never;
    return client.definitions.removeOperation({ integrationId, id });
  },
  applyDefinition: async ({ client, pick, tag, roll }) => {
    const source = { kind: 'text' as const, text: document(tag, 1 + roll(3)) };
    const integrationId = pick(integrations);
    const { id } = await client.definitions.review({ source, integrationId });
    return client.definitions.apply({ id, target: { kind: 'existing', integrationId } });
  },
  applyNewDefinition: async ({ client, name, tag, roll }) => {
    const { id } = await client.definitions.review({ source: { kind: 'text', text: document(tag, 1 + roll(3)) } });
    return client.definitions.apply({
      id,
      target: { kind: 'new', name: name(), fields: { baseUrl: 'https://api.example.com' } },
    });
  },
  detachDefinition: ({ client, pick }) =>
    client.definitions.detach({ integrationId: pick(`${integrations} AND definition_id IS NOT NULL`) }),
  editOperation: ({ client, pick, tag, roll }) =>
    client.definitions.editOperation({
      integrationId: pick(`${integrations} AND definition_id IS NOT NULL`),
      key: 'GET /things0',
      edit: roll(3) === 0 ? null : { summary: `edited ${tag}` },
    }),
  renameTenant: ({ client, tenantId, name }) => client.tenants.rename({ tenantId: tenantId as never, name: name() }),
  makeTenant: ({ client, name }) => client.tenants.create({ name: name() }),
  changeRole: ({ client, pick, roll }) =>
    client.tenants.updateMember({
      userId: pick(`SELECT user_id FROM memberships AS m WHERE tenant_id = ? AND user_id <>
        (SELECT user_id FROM memberships AS f WHERE f.tenant_id = m.tenant_id ORDER BY created_at LIMIT 1)`),
      role: (['admin', 'editor', 'viewer', 'editor'] as const)[roll(4)] ?? 'editor',
    }),
  decide: async ({ client, roll, tag }) => {
    const conflicts = await client.sync.conflicts();
    const [one] = conflicts.slice(roll(Math.max(1, conflicts.length)));
    if (!one) throw new Nothing();
    const choose = (['mine', 'theirs', one.isText ? 'edit' : 'mine'] as const)[roll(3)] ?? 'theirs';
    return client.sync.decide({
      decisions: [{ id: one.id, choose, ...(choose === 'edit' ? { value: `decided ${tag}` } : {}) }],
    });
  },
  purge: async ({ process }) => {
    const retention = (await process.client.settings.get()).retention;
    for (const domain of process.console.domains) await domain.cleanUp?.(retention);
    await process.console.kernel.jobs.runDue();
  },
} satisfies Record<string, Act>;

export type ActName = keyof typeof acts;

/** How a sync goes wrong: cut after so many bytes, stalled and cut, ended orderly, slow, killed where it is, or not at all. */
export type Trouble =
  | { readonly kind: 'none' }
  | { readonly kind: 'cut' | 'kill'; readonly bytes: number; readonly direction: 'up' | 'down' }
  | { readonly kind: 'stall'; readonly way: 'up' | 'down' | 'both'; readonly ms: number }
  | { readonly kind: 'halfClose'; readonly way: 'up' | 'down'; readonly ms: number }
  | { readonly kind: 'slow'; readonly ms: number };

export type Command =
  | {
      readonly do: 'act';
      readonly store: number;
      readonly process: number;
      readonly act: ActName;
      readonly n: readonly number[];
    }
  | {
      readonly do: 'sync';
      readonly stores: readonly number[];
      readonly process: number;
      readonly trouble: Trouble;
      /** What the person of the first store does meanwhile. */
      readonly meanwhile: readonly { readonly act: ActName; readonly n: readonly number[] }[];
    }
  | { readonly do: 'kill' | 'another'; readonly store: number }
  | { readonly do: 'clock'; readonly store: number; readonly hours: number }
  | { readonly do: 'restart' }
  | { readonly do: 'join' };

const numbers = fc.array(fc.nat(1_000_000), { minLength: 4, maxLength: 4 });
const store = fc.nat(4);
const process = fc.nat(1);

/** What makes things is likelier, so that there is something to change. */
const likely: Partial<Record<ActName, number>> = {
  ...{
    makeIntegration: 6,
    connect: 4,
    makeAssistant: 3,
    collect: 4,
    saveRequest: 4,
    makeEnvironment: 3,
    setVariable: 4,
  },
  ...{ attachConnected: 3, fallBack: 4, describeIntegration: 4, changeRequest: 3, moveItem: 3, decide: 4, purge: 2 },
  ...{ removeIntegration: 2, removeItem: 2, addOperation: 3, changeRole: 1, makeTenant: 1, renameTenant: 1 },
};
const act = fc.oneof(
  ...(Object.keys(acts) as ActName[]).map((name) => ({ weight: likely[name] ?? 2, arbitrary: fc.constant(name) })),
);
const direction = fc.constantFrom('up' as const, 'down' as const);
const ms = fc.integer({ min: 1, max: 40 });
const bytes = fc.oneof(fc.integer({ min: 1, max: 1_500 }), fc.integer({ min: 1, max: 30_000 }));
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 10, arbitrary: fc.constant({ kind: 'none' as const }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('cut' as const, 'kill' as const), bytes, direction }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('stall' as const),
      way: fc.constantFrom('up' as const, 'down' as const, 'both' as const),
      ms,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('halfClose' as const), way: direction, ms }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('slow' as const), ms: fc.integer({ min: 1, max: 5 }) }) },
);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 60, arbitrary: fc.record({ do: fc.constant('act' as const), store, process, act, n: numbers }) },
  {
    weight: 24,
    arbitrary: fc.record({
      do: fc.constant('sync' as const),
      stores: fc.array(store, { minLength: 1, maxLength: 3 }),
      process,
      trouble,
      meanwhile: fc.array(fc.record({ act, n: numbers }), { maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('kill' as const, 'another' as const), store }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('clock' as const),
      store,
      hours: fc.constantFrom(-48, -1, 1, 24 * 31, 24 * 62),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'join' as const }) },
);

/** Two to five of the people, the first of them always, what they do, and whether the database is restarted once on the way. */
export const scenario = fc.record({
  stores: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
  secretsOn: fc.integer({ min: 0, max: 3 }).map((roll) => roll === 0),
  restartAt: fc.option(fc.integer({ min: 5, max: 60 }), { freq: 12 }),
  commands: fc.array(command, { minLength: 25, maxLength: 90, size: 'max' }),
});
export type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;
