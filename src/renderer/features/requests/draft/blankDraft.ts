import type { RequestDraft } from '#contract/requests.ts';

/** A request before anything is written into it. */
export function blankDraft(): RequestDraft {
  return {
    integrationId: null,
    operationKey: null,
    connectionId: null,
    method: 'GET',
    url: '',
    server: null,
    serverVariables: {},
    parameters: [],
    body: { kind: 'none' },
    followRedirects: true,
    timeoutSeconds: null,
    confirmedHost: null,
  };
}
