import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { sampleRequest } from '#core/openapi/sampleRequest.ts';

/** What a request by hand is called: its path, or its host where it has none. */
export function nameOfUrl(url: string): string {
  const [place = ''] = url.trim().split(/[?#]/);
  const path = place.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/]*|\{\{[^{}]*\}\})/i, '');
  return path === '' || path === '/' ? place.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/\/$/, '') : path;
}

/** A request before anything is written into it. */
export function blankDraft(): RequestDraft {
  return {
    integrationId: null,
    operationKey: null,
    groupId: null,
    environmentId: null,
    auth: { kind: 'connection' },
    connectionId: null,
    method: 'GET',
    url: '',
    server: null,
    serverVariables: {},
    parameters: [],
    body: { kind: 'none' },
    followRedirects: null,
    maxRedirects: null,
    connectSeconds: null,
    responseSeconds: null,
    timeoutSeconds: null,
    httpVersion: null,
    useCookies: null,
    variables: [],
    scripts: { before: '', after: '' },
    assertions: [],
    captures: [],
    confirmedHost: null,
  };
}

/** A request for the operation, with defaults, examples of what is required, and a sample body. */
export function draftFromOperation(
  integrationId: IntegrationId,
  detail: OperationDetail,
  connectionId: ConnectionId | null,
): RequestDraft {
  return {
    ...blankDraft(),
    integrationId,
    operationKey: detail.key,
    connectionId,
    method: detail.method,
    url: detail.path,
    ...sampleRequest(detail),
  };
}
