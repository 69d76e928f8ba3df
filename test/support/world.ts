import { randomUUID } from 'node:crypto';
import {
  type AssistantId,
  type ConnectionId,
  type DefinitionId,
  type EnvironmentId,
  type ExchangeId,
  exchangeId,
  type GroupId,
  type IntegrationId,
  type OperationId,
  type SavedRequestId,
  type TenantId,
  type UserId,
  type VariableId,
} from '#contract/common.ts';
import type { Client } from './testConsole.ts';

/** One thing of every kind in a tenant, by what names it. */
export interface World {
  readonly tenantId: TenantId;
  /** A viewer of the tenant. */
  readonly memberId: UserId;
  readonly integrationId: IntegrationId;
  readonly otherIntegrationId: IntegrationId;
  readonly connectionId: ConnectionId;
  readonly exchangeId: ExchangeId;
  readonly savedRequestId: SavedRequestId;
  readonly groupId: GroupId;
  readonly environmentId: EnvironmentId;
  /** Of the environment; its value is what a command prints. */
  readonly variableId: VariableId;
  /** An operation written by hand. */
  readonly operationId: OperationId;
  /** A document that waits for a person's yes. */
  readonly reviewId: DefinitionId;
  readonly uploadId: string;
  readonly backupName: string;
  /** Has the integration with the connection. */
  readonly assistantId: AssistantId;
  /** A job of the whole console. */
  readonly jobId: string;
  readonly serverUrl: string;
}

/** A small definition whose one operation needs a key in a header. */
export const worldDefinition = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'World', version: '1' },
  servers: [{ url: 'http://127.0.0.1:9' }],
  security: [{ key: [] }],
  paths: { '/things': { get: { operationId: 'things', responses: { 200: { description: 'Things' } } } } },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
});

const handOperation = {
  method: 'GET',
  path: '/hand',
  summary: '',
  description: '',
  parameters: [],
  bodyMediaType: null,
};

/** A request by hand that sends nothing but itself. */
export const plainDraft = {
  integrationId: null,
  operationKey: null,
  connectionId: null,
  method: 'GET',
  url: '/things',
  server: null,
  parameters: [],
  body: { kind: 'none' as const },
};

/** Fills the tenant of an admin's client. `serverUrl` answers anything. */
export async function buildWorld(
  client: Client,
  serverUrl: string,
  visibility: 'private' | 'team' = 'team',
): Promise<World> {
  const { tenant } = await client.tenants.session();
  const member = await client.tenants.addMember({ name: 'Some viewer', email: null, role: 'viewer' });
  const source = { kind: 'text' as const, text: worldDefinition };
  const { id: applied } = await client.definitions.review({ source });
  const target = { kind: 'new' as const, name: 'world', fields: { baseUrl: serverUrl } };
  const { id: integrationId } = await client.definitions.apply({ id: applied, target });
  const other = await client.integrations.create({
    name: 'other',
    type: 'api',
    provider: 'custom',
    baseUrl: serverUrl,
  });
  const { id: reviewId } = await client.definitions.review({ source, integrationId });
  const hand = await client.definitions.addOperation({ integrationId, operation: handOperation });
  const connection = await client.connections.create({
    integrationId,
    name: 'key',
    kind: 'apiKey',
    schemeKey: 'key',
    visibility,
    secret: 'world-secret-0001',
  });
  const sent = exchangeId.parse(randomUUID());
  await client.requests.send({ id: sent, draft: { ...plainDraft, integrationId, connectionId: connection.id } });
  const { id: savedRequestId } = await client.collections.save({
    name: 'saved',
    draft: { ...plainDraft, integrationId },
  });
  const { id: groupId } = await client.collections.saveGroup({ name: 'collection' });
  const { id: environmentId } = await client.environments.create({
    name: 'environment',
    color: null,
    isProduction: false,
  });
  const owner = { kind: 'environment', id: environmentId } as const;
  const variable = { owner, name: 'value', kind: 'command', value: 'printf value' } as const;
  const { id: variableId } = await client.environments.setVariable(variable);
  const { uploadId } = await client.definitions.beginUpload({ bytes: 4 });
  const { name: backupName } = await client.system.backUp();
  const { id: assistantId } = await client.assistants.create({ name: 'world', visibility });
  const attach = [{ integrationId, connectionId: connection.id }];
  await client.assistants.changeAttachments({ assistantId, attach });
  if (hand.handId === null) throw new Error('An operation by hand has an id');
  return {
    tenantId: tenant.id,
    memberId: member.userId,
    integrationId,
    otherIntegrationId: other.id,
    connectionId: connection.id,
    exchangeId: sent,
    savedRequestId,
    groupId,
    environmentId,
    variableId,
    operationId: hand.handId,
    reviewId,
    uploadId,
    backupName,
    serverUrl,
    assistantId,
    jobId: (await client.jobs.list()).find(({ recurring }) => recurring)?.id ?? '',
  };
}
