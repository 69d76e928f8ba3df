import { z } from 'zod';
import { type AssistantId, exchangeId, type Json, json } from '#contract/common.ts';
import type { Exchange } from '#contract/requests.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { validateAgainstSchema } from '#main/kernel/validateSchema.ts';
import { uuidv7 } from '#main/store/index.ts';
import { requireSound } from '../choice.ts';
import type { AssistantsDeps } from '../deps.ts';
import { argumentsInvalid, toolUnknown } from '../faults.ts';
import { offeredTools } from './offeredTools.ts';
import { readTool } from './readTool.ts';
import { toolDraft } from './toolDraft.ts';
import type { ToolSchema } from './toolSchema.ts';

interface Input {
  readonly assistantId: AssistantId;
  readonly name: string;
  readonly arguments: Json;
}

/**
 * Runs one tool with arguments through the attached connection, recorded like any request.
 * Throws TOOL_UNKNOWN, ARGUMENTS_INVALID, CONNECTION_NEEDED, CONNECTION_GONE, CONNECTION_UNFIT and what sending throws; nothing was sent then.
 */
export async function tryTool(
  deps: AssistantsDeps,
  actor: Actor,
  { assistantId, name, arguments: given }: Input,
  signal?: AbortSignal,
): Promise<Exchange> {
  requireRole(actor, 'editor');
  const tool = offeredTools(deps, actor, assistantId).find((each) => each.name === name);
  if (tool === undefined) throw toolUnknown(name);
  const { integrationId, connectionId } = tool;
  requireSound(deps, deps.store.read, actor, { integrationId, connectionId });
  const { operation, ...described } = await readTool(deps, actor, tool);
  const values = checked(described.parameters, given);
  const draft = toolDraft({ integrationId, connectionId, operation, arguments: described.arguments }, values);
  return deps.send(actor, { id: exchangeId.parse(uuidv7(deps.now())), draft }, signal);
}

const object = z.record(z.string(), json);

/** Throws ARGUMENTS_INVALID. A schema that cannot be used checks nothing but that they are an object. */
function checked(parameters: ToolSchema, given: Json): Record<string, Json> {
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
