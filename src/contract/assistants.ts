import { z } from 'zod';
import { type OperationChoice, operationChoice } from '#core/assistants/operationChoice.ts';
import {
  assistantId,
  attachmentId,
  connectionId,
  deletedThing,
  expected,
  freeText,
  givenName,
  integrationId,
  json,
  sortDirection,
  timestamp,
  userId,
  window,
} from './common.ts';
import { connectionFaults, connectionState, visibility } from './connections.ts';
import { defineFaults, passive, route } from './fault.ts';
import { authBadge, integrationStatus, integrationType, logo } from './integrations.ts';
import { readable, storedThings } from './readable.ts';
import { composed, sentRequest } from './requests.ts';

export const assistantFaults = defineFaults({
  NAME_TAKEN: { status: 409, message: 'This tenant already has an assistant with this name.' },
  ALREADY_ATTACHED: { status: 409, message: 'The assistant already has this integration.' },
  NOT_ATTACHED: { status: 409, message: 'The assistant does not have this integration.' },
  CONNECTION_NEEDED: { status: 422, message: 'The integration needs a connection before it can be used.' },
  CONNECTION_GONE: { status: 409, message: 'The connection was deleted.' },
  CONNECTION_UNFIT: { status: 422, message: 'The connection does not satisfy what the integration asks for.' },
  CONNECTION_REFUSED: { status: 422, message: 'The connection did not pass its check.' },
  TOOL_UNKNOWN: { status: 404, message: 'The assistant has no such tool.' },
  ARGUMENTS_INVALID: { status: 422, message: 'The arguments do not fit the tool’s schema.' },
});

export const assistantFields = z.object({
  name: givenName,
  description: freeText,
  instructions: z.string().max(100_000),
  /** An AI provider integration of the tenant. */
  providerIntegrationId: integrationId.nullable(),
  model: z.string().trim().max(200).nullable(),
  visibility,
});
export type AssistantFields = z.infer<typeof assistantFields>;

export const assistant = assistantFields.extend({
  id: assistantId,
  owner: z.object({ id: userId, name: z.string() }),
  providerName: z.string().nullable(),
  attachments: z.int(),
  /** Attachments that need a connection, or whose connection cannot be used, as the person sees them. */
  attention: z.int(),
  createdAt: timestamp,
  updatedAt: timestamp,
  editable: z.boolean(),
});
export type Assistant = z.infer<typeof assistant>;

/** Whether an attachment can be used. */
export const attachmentState = z.enum(['ready', 'needsConnection', 'connectionUnusable', 'inactive']);

export const attachment = z.object({
  id: attachmentId,
  integrationId,
  connection: z.object({ id: connectionId, name: z.string(), state: connectionState }).nullable(),
  state: attachmentState,
  reason: z.string().nullable(),
  /** Operations offered as tools; null offers every one that may be, `readOnly` those that only read. */
  operations: operationChoice,
});
export type Attachment = z.infer<typeof attachment>;

/** An integration of the tenant, seen from an assistant. */
export const assistantIntegration = z.object({
  integrationId,
  displayName: z.string(),
  provider: z.string(),
  logo,
  type: integrationType,
  active: z.boolean(),
  status: integrationStatus,
  auth: z.array(authBadge),
  operations: z.int(),
  needsAuth: z.boolean(),
  /** Authentication is needed and no connection that the person may use satisfies it. */
  noUsableConnection: z.boolean(),
  attachment: attachment.nullable(),
});
export type AssistantIntegration = z.infer<typeof assistantIntegration>;

/** A connection that can satisfy the integration's requirement. */
export const connectionOption = z.object({
  id: connectionId,
  name: z.string(),
  group: z.enum(['apiKey', 'oauth2', 'other']),
  kinds: z.array(z.string()),
  owner: z.object({ id: userId, name: z.string() }),
  visibility,
  state: connectionState,
  stateReason: z.string().nullable(),
  lastCheckedAt: timestamp.nullable(),
  /** Why it cannot be chosen, for example a missing part of an AND requirement; null where it can. */
  unfit: z.string().nullable(),
});
export type ConnectionOption = z.infer<typeof connectionOption>;

/** An operation as a model sees it. */
export const tool = z.object({
  name: z.string(),
  description: z.string(),
  /** JSON Schema of the arguments. */
  parameters: json,
  integrationId,
  operationKey: z.string(),
});
export type Tool = z.infer<typeof tool>;

export const toolPreview = z.object({
  tools: z.array(tool),
  /** What was cut or renamed to stay within the providers' limits. */
  notes: z.array(z.string()),
  limits: z.object({ tools: z.int(), nameLength: z.int(), descriptionLength: z.int() }),
});

/** The shape that the provider's API takes. */
export const toolFormat = z.enum(['openai', 'anthropic', 'gemini']);

const isShort = (choice: OperationChoice): boolean => !Array.isArray(choice) || choice.length <= 5_000;

const guarded = route.errors({ ...connectionFaults.map, ...assistantFaults.map });
const shown = passive.errors({ ...connectionFaults.map, ...assistantFaults.map });
const one = z.object({ id: assistantId });
const oneAttachment = z.object({ assistantId, integrationId });
const choice = z.object({ connectionId: connectionId.nullable(), validate: z.boolean().default(true) });

const assistantFilter = z.object({
  text: z.string().max(200).optional(),
  sort: z.enum(['name', 'createdAt', 'updatedAt']).default('name'),
  direction: sortDirection.default('asc'),
});
const many = z.object({ ids: z.array(assistantId).min(1).max(10_000) });
const changed = z.object({ ids: z.array(assistantId) });

const damagedOption = {
  ...storedThings.connection,
  instead: { unfit: 'What is stored of it cannot be read.' },
};

export const assistantsContract = {
  list: shown
    .input(assistantFilter.extend(window))
    .output(z.object({ rows: z.array(readable(assistant, storedThings.assistant)), total: z.int() })),
  /** All that the same filter finds, in the order of the list; for "select all". */
  ids: shown.input(assistantFilter).output(changed),
  get: shown.input(one).output(assistant),
  create: guarded.input(assistantFields.partial().required({ name: true })).output(assistant),
  update: guarded.input(one.extend({ changes: assistantFields.partial(), expected })).output(assistant),
  duplicate: guarded.input(one).output(assistant),
  remove: guarded.input(many).output(changed),
  restore: guarded.input(many).output(changed),
  /** What deleting them would take along: how many choices of an integration they hold. */
  removal: shown.input(many).output(z.object({ assistants: z.int(), attachments: z.int() })),
  /** Those that `restore` can still bring back, the last deleted first; they are kept for 30 days. */
  deleted: shown.output(z.array(deletedThing(assistantId))),
  integrations: shown
    .input(
      z.object({
        assistantId,
        ...window,
        text: z.string().max(200).optional(),
        types: z.array(integrationType).optional(),
        attached: z.boolean().optional(),
      }),
    )
    .output(
      z.object({
        rows: z.array(readable(assistantIntegration, storedThings.attachment)),
        total: z.int(),
        attached: z.int(),
      }),
    ),
  /** What the person can choose from when adding or configuring. */
  options: shown.input(oneAttachment).output(
    z.object({
      needsAuth: z.boolean(),
      optional: z.boolean(),
      connections: z.array(readable(connectionOption, damagedOption)),
    }),
  ),
  /** Adds the integration; effective at once. A connection is validated by a real check before it is accepted, unless told not to. */
  attach: guarded.input(oneAttachment.extend(choice.shape)).output(assistantIntegration),
  configure: guarded.input(oneAttachment.extend(choice.shape).extend({ expected })).output(assistantIntegration),
  detach: guarded.input(oneAttachment).output(assistantIntegration),
  /** Many at once, all or nothing; without real checks, with every other one. */
  changeAttachments: guarded
    .input(
      z.object({
        assistantId,
        attach: z
          .array(z.object({ integrationId, connectionId: connectionId.nullable() }))
          .max(1_000)
          .default([]),
        detach: z.array(integrationId).max(1_000).default([]),
      }),
    )
    .output(z.object({ attached: z.int(), detached: z.int() })),
  setOperations: guarded
    .input(oneAttachment.extend({ operations: operationChoice.refine(isShort, 'At most 5,000 operations'), expected }))
    .output(assistantIntegration),
  tools: shown.input(z.object({ assistantId, integrationId: integrationId.optional() })).output(toolPreview),
  /** The same as a document for a provider's API. */
  exportTools: guarded.input(z.object({ assistantId, format: toolFormat })).output(z.object({ text: z.string() })),
  /** The request that `tryTool` would send, so that a person sees it before one that writes; nothing is sent. */
  composeTool: guarded
    .input(z.object({ assistantId, name: z.string().max(200), arguments: json }))
    .output(composed.pick({ method: true, url: true })),
  /** Runs one tool with arguments through the attached connection, and records it as a request. */
  tryTool: guarded.input(z.object({ assistantId, name: z.string().max(200), arguments: json })).output(sentRequest),
};
