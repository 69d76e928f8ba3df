import type { IntegrationId } from '#contract/common.ts';
import type { OperationChanges, UsesAffected } from '#main/domains/definitions/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Reader } from '#main/store/index.ts';
import {
  createAssistant,
  deriveAssistants,
  duplicateAssistant,
  listDeletedAssistants,
  purgeAssistants,
  removeAssistants,
  restoreAssistants,
  updateAssistant,
} from './assistant.ts';
import { attach, changeAttachments, configure, detach, setOperations } from './attachments.ts';
import type { AssistantsContext, AssistantsPorts } from './context.ts';
import { listIntegrationsOf } from './integrations.ts';
import { listAssistantIds, listAssistants, readAssistant } from './list.ts';
import { optionsFor } from './options.ts';
import { assistantReferences, assistantsWith, removalOf, toolsAffected } from './references.ts';
import { assistantFacts, assistants, attachments } from './table.ts';
import { composeTool, exportTools, previewTools, tryTool } from './tools/tools.ts';

export interface AssistantsApi {
  /** The assistants that have one of these integrations: how many, and the first names of those that the actor sees. */
  thoseWith(r: Reader, actor: Actor, ids: readonly IntegrationId[]): { assistants: number; assistantNames: string[] };
  /** The assistants that offer an operation which goes or changes with a new definition. */
  toolsAffected(
    actor: Actor,
    integrationId: IntegrationId,
    changes: OperationChanges,
  ): UsesAffected['assistantsAffected'];
}

/** What lends integrations to AI models, each through a connection. */
export function createAssistants(kernel: Kernel, ports: AssistantsPorts): Domain<'assistants', AssistantsApi> {
  const { store, facts, now } = kernel;
  const { connections, definitions, compose, send } = ports;
  const context: AssistantsContext = { store, facts, now, connections, definitions, compose, send };
  return {
    name: 'assistants',
    routes: {
      list: (actor, input) => listAssistants(context, actor, input),
      ids: (actor, input) => listAssistantIds(context, actor, input),
      get: (actor, { id }) => readAssistant(context, store.read, actor, id),
      create: (actor, input) => createAssistant(context, actor, input),
      update: (actor, input) => updateAssistant(context, actor, input),
      duplicate: (actor, input) => duplicateAssistant(context, actor, input),
      remove: (actor, input) => removeAssistants(context, actor, input),
      restore: (actor, input) => restoreAssistants(context, actor, input),
      removal: (actor, input) => removalOf(store.read, actor, input),
      deleted: (actor) => listDeletedAssistants(store.read, actor),
      integrations: (actor, input) => listIntegrationsOf(context, actor, input),
      options: (actor, input) => optionsFor(context, actor, input),
      attach: (actor, input, signal) => attach(context, actor, input, signal),
      configure: (actor, input, signal) => configure(context, actor, input, signal),
      detach: (actor, input) => detach(context, actor, input),
      changeAttachments: (actor, input) => changeAttachments(context, actor, input),
      setOperations: (actor, input) => setOperations(context, actor, input),
      tools: (actor, input) => previewTools(context, actor, input),
      exportTools: (actor, input) => exportTools(context, actor, input),
      composeTool: (actor, input) => composeTool(context, actor, input),
      tryTool: (actor, input, signal) => tryTool(context, actor, input, signal),
    },
    api: {
      thoseWith: assistantsWith,
      toolsAffected: (actor, integrationId, changes) => toolsAffected(store.read, actor, integrationId, changes),
    },
    tables: [
      {
        table: assistants,
        travels: 'all',
        kept: 'untilDeleted',
        refersTo: { provider_id: 'integrations', owner_id: 'users' },
        past: [{ at: assistants.deletedAt }],
        merge: {
          latest: ['updated_at'],
          derived: ['name_key'],
          derive: deriveAssistants,
          mend: { assistants_name: { rename: 'name' } },
          privateTo: (row) => `iif(${row}.visibility = 'private', ${row}.owner_id, NULL)`,
          shown: { thing: 'assistant', name: 'name', path: (id) => `/assistants/${id}` },
        },
      },
      {
        table: attachments,
        travels: 'all',
        kept: 'withParent',
        refersTo: { assistant_id: 'assistants', integration_id: 'integrations', connection_id: 'connections' },
        merge: {
          latest: ['updated_at'],
          // Triggers write it with the connection that it is about.
          derived: ['lost_connection_id'],
          privateTo: (row) => `(SELECT iif(a.visibility = 'private', a.owner_id, NULL) FROM assistants AS a
            WHERE a.tenant_id = ${row}.tenant_id AND a.id = ${row}.assistant_id)`,
          shown: {
            thing: 'attachment',
            name: (row) => `(SELECT i.display_name FROM integrations AS i
              WHERE i.tenant_id = ${row}.tenant_id AND i.id = ${row}.integration_id)`,
          },
        },
      },
    ],
    facts: Object.values(assistantFacts),
    jobs: [],
    references: [assistantReferences],
    cleanUp: async () => {
      await purgeAssistants(context);
      return {};
    },
  };
}
