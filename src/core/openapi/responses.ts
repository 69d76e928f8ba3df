import { essence } from '../http/mediaType.ts';
import type { MediaContent, OperationResponse } from './definition.ts';

/** What is declared for a status: the exact one, then its class, then `default` (OpenAPI 3.1.1, Responses Object). */
export function declaredResponse(
  responses: readonly OperationResponse[],
  status: number,
): OperationResponse | undefined {
  const names = [String(status), `${Math.floor(status / 100)}XX`, 'DEFAULT'];
  return names.map((name) => responses.find((response) => response.status.toUpperCase() === name)).find(Boolean);
}

/** The most specific declared media type that covers the given one. */
export function declaredContent(contents: readonly MediaContent[], given: string): MediaContent | undefined {
  const type = given.split('/')[0] ?? '';
  const wanted = [given, `${type}/*`, '*/*'];
  return wanted.map((name) => contents.find(({ mediaType }) => essence(mediaType) === name)).find(Boolean);
}

/** Whether an answer to the method with the status has a body at all (RFC 9110, section 6.4.1). */
export function hasBody(method: string, status: number): boolean {
  return method !== 'HEAD' && status >= 200 && status !== 204 && status !== 205 && status !== 304;
}
