import type { z } from 'zod';
import type { Tool, toolFormat } from '#contract/assistants.ts';
import type { AssistantId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { AssistantsDeps } from '../deps.ts';
import { previewTools } from './previewTools.ts';

type Format = z.infer<typeof toolFormat>;

/** The assistant's tools as the provider's API takes them, as JSON text. Throws NOT_FOUND. */
export async function exportTools(
  deps: Pick<AssistantsDeps, 'store' | 'operationsOf' | 'definitions'>,
  actor: Actor,
  { assistantId, format }: { assistantId: AssistantId; format: Format },
): Promise<{ text: string }> {
  const { tools } = await previewTools(deps, actor, { assistantId });
  return { text: JSON.stringify(shapes[format](tools), null, 2) };
}

/** Chat Completions of OpenAI, Messages of Anthropic, generateContent of Gemini. */
const shapes: Readonly<Record<Format, (tools: readonly Tool[]) => unknown>> = {
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
        ...{ name, description, parametersJsonSchema: parameters },
      })),
    },
  ],
};
