import type { z } from 'zod';
import type { toolPreview } from '#contract/assistants.ts';
import type { AssistantId, IntegrationId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { AssistantsDeps } from '../deps.ts';
import { limits } from './limits.ts';
import { type OfferedTool, offeredTools } from './offeredTools.ts';
import { readTool } from './readTool.ts';

type Preview = z.infer<typeof toolPreview>;
type Deps = Pick<AssistantsDeps, 'store' | 'operationsOf' | 'definitions'>;

/**
 * What the assistant's tools look like to a model, the first 128. With an integration only its own, under the same names.
 * Throws NOT_FOUND.
 */
export async function previewTools(
  deps: Deps,
  actor: Actor,
  { assistantId, integrationId }: { assistantId: AssistantId; integrationId?: IntegrationId | undefined },
): Promise<Preview> {
  const all = offeredTools(deps, actor, assistantId);
  const wanted = integrationId === undefined ? all : all.filter((tool) => tool.integrationId === integrationId);
  const offered = wanted.slice(0, limits.tools);
  const described = await Promise.all(offered.map((tool) => asTool(deps, actor, tool)));
  return { tools: described.map(({ tool }) => tool), notes: notesOn(wanted, offered, described), limits };
}

async function asTool(deps: Deps, actor: Actor, offered: OfferedTool) {
  const { name, integrationId, operationKey } = offered;
  const { description, parameters, shortened } = await readTool(deps, actor, offered);
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
      ? [`${left} of ${wanted.length} operations are left out: a model takes ${limits.tools} tools. Choose operations.`]
      : []),
    ...(renamed > 0 ? [`${count(renamed, 'name')} got an ending, to be unique or short enough.`] : []),
    ...(shortened > 0 ? [`${count(shortened, 'description')} cut to ${limits.descriptionLength} characters.`] : []),
  ];
}

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
