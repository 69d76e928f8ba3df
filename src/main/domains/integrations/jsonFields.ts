import type { ZodType } from 'zod';
import { type IntegrationFields, integrationFaults, type JsonFieldName, jsonFields } from '#contract/integrations.ts';
import { jsonFault, locateInJson } from '#core/json/places.ts';
import type { Position } from '#core/json/textPosition.ts';

/** No such document has a reason to be nested deeper. */
const deepest = 100;

const names: Record<JsonFieldName, string> = {
  modelConfiguration: 'model configuration',
  providerMetadata: 'provider metadata',
  costConfiguration: 'cost configuration',
};

/** Throws JSON_INVALID with field, line and column for the first JSON field that does not parse or fit its schema. */
export function checkJsonFields(fields: Pick<IntegrationFields, JsonFieldName>): void {
  for (const field of ['modelConfiguration', 'providerMetadata', 'costConfiguration'] as const) {
    const text = fields[field];
    if (text !== null) checkJsonField(field, text, jsonFields[field]);
  }
}

function checkJsonField(field: JsonFieldName, text: string, schema: ZodType): void {
  const error = jsonFault(text, deepest);
  if (error) throw invalid(field, error.message, error);
  const result = schema.safeParse(JSON.parse(text));
  const [issue] = result.error?.issues ?? [];
  if (!issue) return;
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  const place = locateInJson(text, path);
  const where = path.length > 0 ? `${path.join('.')}: ` : '';
  throw invalid(field, `${where}${issue.message}`, place);
}

function invalid(field: JsonFieldName, reason: string, { line, column }: Position) {
  const message = `The ${names[field]} cannot be used. Line ${line}, column ${column}: ${reason}`;
  return integrationFaults.fault('JSON_INVALID', message, {
    kept: 'Nothing was changed.',
    todo: 'Correct that place, or leave the field empty.',
    field,
    line,
    column,
  });
}
