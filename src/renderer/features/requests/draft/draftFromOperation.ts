import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import { json } from '#contract/common.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { flattenSchema } from '#core/jsonSchema/schema.ts';
import { blankDraft } from './blankDraft.ts';
import { bodyFor } from './bodyFor.ts';
import type { ParameterValue } from './parameters.ts';

type OperationParameter = OperationDetail['parameters'][number];

/** A request for the operation, with defaults, examples of what is required, and a sample body. */
export function draftFromOperation(
  integrationId: IntegrationId,
  detail: OperationDetail,
  connectionId: ConnectionId | null,
): RequestDraft {
  const content = detail.requestBody?.contents[0];
  return {
    ...blankDraft(),
    integrationId,
    operationKey: detail.key,
    connectionId,
    method: detail.method,
    url: detail.path,
    parameters: detail.parameters.flatMap((parameter) => initialValue(parameter, detail)),
    body: content === undefined ? { kind: 'none' } : bodyFor(content, detail.definitions),
  };
}

/** A required parameter starts with its example or default; an optional one is not sent until it is chosen. */
function initialValue(parameter: OperationParameter, detail: OperationDetail): ParameterValue[] {
  if (parameter.in === 'querystring' || !parameter.required) return [];
  const schema = flattenSchema(parameter.schema, detail.definitions);
  const given = parameter.example ?? schema.example ?? parameter.default ?? schema.default ?? '';
  const value = json.safeParse(given);
  return [{ name: parameter.name, in: parameter.in, value: value.success ? value.data : '', enabled: true }];
}
