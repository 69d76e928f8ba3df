import type { HandOperation } from '#contract/definitions.ts';
import type { OperationDetail } from '#contract/openapi.ts';

export type HandPlace = 'path' | 'query' | 'header' | 'cookie';

export interface HandDraftParameter {
  name: string;
  in: HandPlace;
  required: boolean;
  description: string;
  schema: HandOperation['parameters'][number]['schema'];
}

/** An operation while it is written. */
export interface HandDraft extends Omit<HandOperation, 'parameters'> {
  parameters: HandDraftParameter[];
}

const places: readonly string[] = ['path', 'query', 'header', 'cookie'];

export function isHandPlace(value: string | null): value is HandPlace {
  return value !== null && places.includes(value);
}

/** Starts from an operation that stands, or from nothing. */
export function toDraft(operation: OperationDetail | undefined): HandDraft {
  if (operation === undefined) {
    return { method: 'GET', path: '/', summary: '', description: '', parameters: [], bodyMediaType: null };
  }
  return {
    method: operation.method,
    path: operation.path,
    summary: operation.summary ?? '',
    description: operation.description ?? '',
    parameters: operation.parameters.flatMap((parameter) =>
      isHandPlace(parameter.in)
        ? [
            {
              name: parameter.name,
              in: parameter.in,
              required: parameter.required,
              description: parameter.description ?? '',
              schema: { type: typeOf(parameter.schema) },
            },
          ]
        : [],
    ),
    bodyMediaType: operation.requestBody?.contents[0]?.mediaType ?? null,
  };
}

/** The simple type of a parameter's schema; anything else is text. */
export function typeOf(schema: unknown): string {
  const type = typeof schema === 'object' && schema !== null && 'type' in schema ? schema.type : undefined;
  return typeof type === 'string' ? type : 'string';
}

/** Parameters for each `{name}` of the path that has none yet. */
export function withPathParameters(draft: HandDraft): HandDraft {
  const names = [...draft.path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);
  const known = new Set(draft.parameters.filter((each) => each.in === 'path').map((each) => each.name));
  const missing = names.filter((name) => !known.has(name));
  const added = missing.map((name) => ({ ...blankParameter, name, in: 'path' as const, required: true }));
  return added.length === 0 ? draft : { ...draft, parameters: [...draft.parameters, ...added] };
}

export const blankParameter: HandDraftParameter = {
  name: '',
  in: 'query',
  required: false,
  description: '',
  schema: { type: 'string' },
};
