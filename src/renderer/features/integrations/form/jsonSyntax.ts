import { jsonFault } from '#core/json/places.ts';
import type { FieldProblem } from './useIntegrationForm.ts';

/** Where a text stops being JSON; null where it is JSON or empty. */
export function jsonSyntax(text: string): FieldProblem | null {
  const place = text.trim() === '' ? null : jsonFault(text);
  return place === null ? null : { message: 'This is not valid JSON.', line: place.line, column: place.column };
}
