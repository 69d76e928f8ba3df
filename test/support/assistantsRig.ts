import type { AssistantId, IntegrationId } from '#contract/common.ts';
import type { AssistantsContext } from '#main/domains/assistants/index.ts';
import { createConnection, createConnections } from '#main/domains/connections/index.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { composeRequest } from '#main/domains/requests/compose.ts';
import { sendRequest } from '#main/domains/requests/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { requestsRig } from './requestsRig.ts';

export const keyAuth = { kind: 'apiKey', in: 'header', name: 'X-Key', prefix: '' } as const;

/** A definition whose one operation needs these schemes together, each an API key in a header of its name. */
export function definitionNeeding(schemes: readonly string[], paths: object = {}) {
  const one = (name: string) => [name, { type: 'apiKey', in: 'header', name }];
  return {
    openapi: '3.1.0',
    info: { title: 'Needing', version: '1' },
    security: [Object.fromEntries(schemes.map((name) => [name, []]))],
    paths: { '/things': { get: { operationId: 'things', responses: { 200: { description: 'Things' } } } }, ...paths },
    components: { securitySchemes: Object.fromEntries(schemes.map(one)) },
  };
}

/** A rig with what assistants need on top of requests. */
export async function assistantsRig() {
  const rig = await requestsRig();
  const { definitions } = rig.deps;
  const assistants: AssistantsContext = {
    store: rig.deps.store,
    facts: rig.deps.facts,
    now: rig.deps.now,
    connections: createConnections(rig.kernel, rig.deps).api,
    definitions: {
      describe: definitions.describe,
      reportOf: definitions.reportOf,
      operationsOf: (actor, id) =>
        definitions
          .summariesOf(rig.store.read, actor, id)
          .map((summary) => ({ ...summary, tags: [], deprecated: false, origin: 'definition', handId: null })),
    },
    compose: (actor, draft) => composeRequest(rig.requests, actor, draft),
    send: (actor, input, signal) => sendRequest(rig.requests, actor, input, signal),
  };
  return {
    ...rig,
    assistants,
    /** Gives an integration a definition that needs authentication. */
    need: (id: IntegrationId, document: object) => {
      rig.define(id, document);
      rig.store.write((w) => w.update(integrations).set({ needsAuth: true }).run());
    },
    /** A connection by hand, or for a scheme of the definition. */
    connect: (
      integrationId: IntegrationId,
      options: Partial<Parameters<typeof createConnection>[2]> = {},
      actor: Actor = rig.admin,
    ) =>
      createConnection(rig.deps, actor, {
        integrationId,
        name: `key ${Math.random()}`,
        kind: 'apiKey',
        schemeKey: null,
        visibility: 'team',
        secret: 'canary-key-4711-abcdef',
        ...options,
      }),
    attachmentsOf: (id: AssistantId) =>
      rig.store.sqlite
        .prepare<[string], { integration_id: string; connection_id: string | null }>(
          'SELECT integration_id, connection_id FROM attachments WHERE assistant_id = ? ORDER BY integration_id',
        )
        .all(id),
  };
}
export type AssistantsRig = Awaited<ReturnType<typeof assistantsRig>>;
