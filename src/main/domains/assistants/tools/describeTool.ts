import type { OperationDetail } from '#contract/openapi.ts';
import { cut, limits } from './limits.ts';
import { type CredentialPlace, type ToolArguments, toolArguments } from './toolArguments.ts';
import type { ToolSchema } from './toolSchema.ts';

/** What a model is told of an operation, and how its arguments become a request. */
export interface DescribedTool {
  readonly description: string;
  readonly parameters: ToolSchema;
  readonly arguments: ToolArguments;
  /** The description was longer than providers take. */
  readonly shortened: boolean;
}

export function describeTool(
  operation: OperationDetail,
  integrationName: string,
  credentials: readonly CredentialPlace[] = [],
): DescribedTool {
  const { summary, description, method, path } = operation;
  const told = [...new Set([summary, description].map((text) => text?.trim()).filter((text) => text))];
  const text = told.length > 0 ? told.join('\n\n') : `${method} ${path} of ${integrationName}.`;
  const args = toolArguments(operation, credentials);
  return {
    description: cut(text, limits.descriptionLength),
    shortened: text.length > limits.descriptionLength,
    parameters: parametersOf(args),
    arguments: args,
  };
}

function parametersOf({ list }: ToolArguments): ToolSchema {
  const required = list.filter((argument) => argument.required).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(list.map(({ name, schema }) => [name, schema])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}
