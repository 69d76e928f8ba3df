import { and, asc, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import type { Tool, toolFormat, toolPreview } from '#contract/assistants.ts';
import {
  type AssistantId,
  type ConnectionId,
  exchangeId,
  type IntegrationId,
  type Json,
  json,
} from '#contract/common.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import type { RequestDraft, SentRequest } from '#contract/requests.ts';
import { offers } from '#core/assistants/operationChoice.ts';
import { counted } from '#core/counted.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { validateAgainstSchema } from '#main/kernel/validateSchema.ts';
import { uuidv7 } from '#main/store/index.ts';
import { requireUsable } from '../attachments.ts';
import type { AssistantsContext } from '../context.ts';
import { argumentsInvalid, toolUnknown } from '../faults.ts';
import { attachments, requireVisible } from '../table.ts';
import { type Named, toolNames, wantedName } from './toolNames.ts';
import { type DescribedTool, describeTool, toolDraft } from './toolRequest.ts';
import { limits, type ToolSchema } from './toolSchema.ts';

type Preview = z.infer<typeof toolPreview>;
type Context = Pick<AssistantsContext, 'store' | 'definitions'>;

/**
 * What the assistant's tools look like to a model, the first 128. With an integration only its own, under the same names.
 * Throws NOT_FOUND.
 */
export async function previewTools(
  context: Context,
  actor: Actor,
  { assistantId, integrationId }: { assistantId: AssistantId; integrationId?: IntegrationId | undefined },
): Promise<Preview> {
  const all = offeredTools(context, actor, assistantId);
  const wanted = integrationId === undefined ? all : all.filter((tool) => tool.integrationId === integrationId);
  const offered = wanted.slice(0, limits.tools);
  const described = await Promise.all(offered.map((tool) => asTool(context, actor, tool)));
  return { tools: described.map(({ tool }) => tool), notes: notesOn(wanted, offered, described), limits };
}

async function asTool(context: Context, actor: Actor, offered: OfferedTool) {
  const { name, integrationId, operationKey } = offered;
  const { description, parameters, shortened } = await readTool(context, actor, offered);
  return { tool: { name, description, parameters, integrationId, operationKey }, shortened };
}

function notesOn(
  wanted: readonly OfferedTool[],
  offered: readonly OfferedTool[],
  described: readonly { shortened: boolean }[],
): string[] {
  const left = wanted.length - offered.length;
  const renamed = offered.filter((tool) => tool.renamed).length;
  const shortened = described.filter((tool) => tool.shortened).length;
  return [
    ...(left > 0
      ? [
          `${left} of ${counted(wanted.length, 'operation is', 'operations are')} left out: a model takes ${limits.tools} tools. Choose operations.`,
        ]
      : []),
    ...(renamed > 0 ? [`${counted(renamed, 'name')} got an ending, to be unique or short enough.`] : []),
    ...(shortened > 0 ? [`${counted(shortened, 'description')} cut to ${limits.descriptionLength} characters.`] : []),
  ];
}

type Format = z.infer<typeof toolFormat>;

/** The assistant's tools as the provider's API takes them, as JSON text. Throws NOT_FOUND. */
export async function exportTools(
  context: Context,
  actor: Actor,
  { assistantId, format }: { assistantId: AssistantId; format: Format },
): Promise<{ text: string }> {
  const { tools } = await previewTools(context, actor, { assistantId });
  return { text: JSON.stringify(documentShapes[format](tools), null, 2) };
}

/** Chat Completions of OpenAI, Messages of Anthropic, generateContent of Gemini. */
const documentShapes: Readonly<Record<Format, (tools: readonly Tool[]) => unknown>> = {
  openai: (tools) =>
    tools.map(({ name, description, parameters }) => ({
      type: 'function',
      function: { name, description, parameters },
    })),
  anthropic: (tools) =>
    tools.map(({ name, description, parameters }) => ({ name, description, input_schema: parameters })),
  gemini: (tools) => [
    {
      functionDeclarations: tools.map(({ name, description, parameters }) => ({
        name,
        description,
        parametersJsonSchema: parameters,
      })),
    },
  ],
};

/** An operation that the assistant offers, under its name. */
interface OfferedTool extends Named {
  readonly name: string;
  readonly renamed: boolean;
  readonly integrationId: IntegrationId;
  readonly connectionId: ConnectionId | null;
  readonly displayName: string;
}

/** All that an assistant offers, by integration and then in the order of the document, however many. Throws NOT_FOUND. */
function offeredTools(context: Context, actor: Actor, id: AssistantId): OfferedTool[] {
  requireVisible(context.store.read, actor, id);
  const operations = attachedAndActive(context, actor, id).flatMap(({ operations, ...attachment }) =>
    context.definitions
      .operationsOf(actor, attachment.integrationId)
      .filter(({ key, method }) => isCallable(method) && offers(operations, key))
      .map(({ key, operationId }) => ({ ...attachment, operationKey: key, operationId })),
  );
  const names = toolNames(operations);
  return operations.map((operation, index) => {
    const name = names[index] ?? '';
    return { ...operation, name, renamed: name !== wantedName(operation) };
  });
}

/** TRACE and CONNECT speak with what lies between, not with the API. */
const isCallable = (method: string): boolean => !/^(TRACE|CONNECT)$/i.test(method);

/** What is attached and active. */
function attachedAndActive({ store }: Context, { tenantId }: Actor, id: AssistantId) {
  return store.read
    .select({
      integrationId: attachments.integrationId,
      connectionId: attachments.connectionId,
      operations: attachments.operations,
      integrationName: integrations.name,
      displayName: integrations.displayName,
    })
    .from(attachments)
    .innerJoin(
      integrations,
      and(eq(integrations.tenantId, attachments.tenantId), eq(integrations.id, attachments.integrationId)),
    )
    .where(
      and(
        eq(attachments.tenantId, tenantId),
        eq(attachments.assistantId, id),
        eq(integrations.active, true),
        isNull(integrations.deletedAt),
      ),
    )
    .orderBy(asc(integrations.displayKey), asc(integrations.id))
    .all();
}

/** An offered operation as a model sees it. Throws NOT_FOUND or DEFINITION_OPERATION_UNKNOWN. */
async function readTool(
  { definitions, store }: Context,
  actor: Actor,
  { integrationId, operationKey: key, displayName }: OfferedTool,
): Promise<DescribedTool & { operation: OperationDetail }> {
  const operation = await definitions.describe(actor, { integrationId, key });
  const schemes = definitions.reportOf(store.read, actor, integrationId)?.report.securitySchemes ?? [];
  return { ...describeTool(operation, displayName, schemes), operation };
}

interface TryInput {
  readonly assistantId: AssistantId;
  readonly name: string;
  readonly arguments: Json;
}

/**
 * Runs one tool with arguments through the attached connection, recorded like any request.
 * Throws TOOL_UNKNOWN, ARGUMENTS_INVALID, CONNECTION_NEEDED, CONNECTION_GONE, CONNECTION_UNFIT and what sending throws; nothing was sent then.
 */
export async function tryTool(
  context: AssistantsContext,
  actor: Actor,
  { assistantId, name, arguments: given }: TryInput,
  signal?: AbortSignal,
): Promise<SentRequest> {
  requireRole(actor, 'editor');
  const draft = await draftOf(context, actor, { assistantId, name, arguments: given });
  // A model wrote the arguments: a variable in them would let it send what it does not know.
  return context.send(actor, { id: exchangeId.parse(uuidv7(context.now())), draft, literal: true }, signal);
}

/** The request that `tryTool` would send, with its secrets masked; throws what that throws before it sends. */
export async function composeTool(context: AssistantsContext, actor: Actor, input: TryInput) {
  requireRole(actor, 'editor');
  const { method, url } = await context.compose(actor, await draftOf(context, actor, input), true);
  return { method, url };
}

async function draftOf(
  context: AssistantsContext,
  actor: Actor,
  { assistantId, name, arguments: given }: TryInput,
): Promise<RequestDraft> {
  const tool = offeredTools(context, actor, assistantId).find((each) => each.name === name);
  if (tool === undefined) throw toolUnknown(name);
  const { integrationId } = tool;
  const { operation, ...described } = await readTool(context, actor, tool);
  const connectionId = operation.anonymous ? null : tool.connectionId;
  if (!operation.anonymous) requireUsable(context, context.store.read, actor, { integrationId, connectionId });
  const values = validArguments(described.parameters, given);
  return toolDraft({ integrationId, connectionId, operation, arguments: described.arguments }, values);
}

const object = z.record(z.string(), json);

/** Throws ARGUMENTS_INVALID. A schema that cannot be used checks nothing but that they are an object. */
function validArguments(parameters: ToolSchema, given: Json): Record<string, Json> {
  const verdict = validateAgainstSchema(parameters, given);
  if (verdict.outcome === 'differs') {
    const mistakes = verdict.mismatches.map(
      ({ pointer, message }) => `${pointer === '' ? 'arguments' : pointer} ${message}`,
    );
    throw argumentsInvalid(mistakes.slice(0, 20));
  }
  const values = object.safeParse(given);
  if (!values.success) throw argumentsInvalid(['arguments must be an object']);
  return values.data;
}
