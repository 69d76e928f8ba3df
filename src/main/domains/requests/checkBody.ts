import type { OperationDetail } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { essence, isJson } from '#core/http/mediaType.ts';
import { type JsonFault, jsonFault } from '#core/json/places.ts';
import { validateAgainstSchema } from '#main/kernel/validateSchema.ts';
import { type DraftProblem, warning } from './problem.ts';

/** Bodies above this length are sent without being checked against the schema. */
const checkedCharacters = 1_000_000;

/** What is odd about a draft's body: missing, not JSON, or not as the operation's schema says. It can be sent all the same, as a test may want. */
export function checkBody(body: RequestDraft['body'], operation: OperationDetail | null): DraftProblem[] {
  const asked = operation?.requestBody;
  if (body.kind === 'none') return asked?.required === true ? [warning('body', 'The operation needs a body.')] : [];
  if (body.kind !== 'text' || !isJson(body.mediaType)) return [];
  if (body.text.trim() === '') return [warning('body', 'The body is empty. Enter JSON, or choose no body.')];
  const fault = jsonFault(body.text);
  if (fault !== null)
    return [warning('body', faultWords(body.text, fault), { line: fault.line, column: fault.column })];
  const schema = asked?.contents.find(({ mediaType }) => essence(mediaType) === essence(body.mediaType))?.schema;
  if (schema === undefined || body.text.length > checkedCharacters) return [];
  const verdict = validateAgainstSchema(schema, JSON.parse(body.text), operation?.definitions);
  if (verdict.outcome !== 'differs') return [];
  return verdict.mismatches
    .slice(0, 20)
    .map(({ pointer, message }) => warning('body', `${pointer || 'The body'} ${message}`));
}

function faultWords(text: string, { offset }: JsonFault): string {
  const what = offset >= text.length ? 'it ends too early' : `${JSON.stringify(text[offset])} is not expected there`;
  return `The body is not valid JSON: ${what}.`;
}
