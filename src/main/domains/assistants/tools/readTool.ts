import type { OperationDetail } from '#contract/openapi.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { AssistantsDeps } from '../deps.ts';
import { type DescribedTool, describeTool } from './describeTool.ts';
import type { OfferedTool } from './offeredTools.ts';

/** An offered operation with what a model is told of it. Throws NOT_FOUND or DEFINITION_OPERATION_UNKNOWN. */
export async function readTool(
  { definitions, store }: Pick<AssistantsDeps, 'definitions' | 'store'>,
  actor: Actor,
  { integrationId, operationKey: key, displayName }: OfferedTool,
): Promise<DescribedTool & { operation: OperationDetail }> {
  const operation = await definitions.describe(actor, { integrationId, key });
  const schemes = definitions.reportOf(store.read, actor, integrationId)?.report.securitySchemes ?? [];
  return { ...describeTool(operation, displayName, schemes), operation };
}
