import { and, eq } from 'drizzle-orm';
import type { IntegrationId, TenantId } from '#contract/common.ts';
import { jsonSchema, type OperationDetail, type OperationParameter } from '#contract/openapi.ts';
import type { Reader } from '#main/store/index.ts';
import { type HandRecord, handOperations } from './table.ts';

export function findHand(r: Reader, tenantId: TenantId, id: IntegrationId, key: string): HandRecord | undefined {
  const mine = and(
    eq(handOperations.tenantId, tenantId),
    eq(handOperations.integrationId, id),
    eq(handOperations.key, key),
  );
  return r.select().from(handOperations).where(mine).get();
}

/** An operation that was written by hand, in the words of one that a definition describes. */
export function handDetail(row: HandRecord): OperationDetail {
  return {
    key: row.key,
    method: row.method,
    path: row.path,
    summary: row.summary,
    description: row.description,
    tags: [],
    deprecated: false,
    security: null,
    pointer: '',
    ordinal: 0,
    fingerprint: '',
    parameters: row.parameters.map(parameterOf),
    ...(row.bodyMediaType === null ? {} : { requestBody: bodyOf(row.bodyMediaType) }),
    responses: [],
    servers: [],
    definitions: {},
    problems: [],
  };
}

/** Style and explode are the defaults of OpenAPI 3 for the place (Parameter Object, `style`). */
function parameterOf({
  name,
  in: place,
  required,
  description,
  schema,
}: HandRecord['parameters'][number]): OperationParameter {
  const inQuery = place === 'query' || place === 'cookie';
  const parsed = jsonSchema.safeParse(schema);
  return {
    name,
    in: place,
    required: required || place === 'path',
    deprecated: false,
    ...(description === '' ? {} : { description }),
    style: inQuery ? 'form' : 'simple',
    explode: inQuery,
    allowReserved: false,
    allowEmptyValue: false,
    schema: parsed.success ? parsed.data : true,
  };
}

function bodyOf(mediaType: string): NonNullable<OperationDetail['requestBody']> {
  return { required: false, contents: [{ mediaType, encoding: [] }] };
}
