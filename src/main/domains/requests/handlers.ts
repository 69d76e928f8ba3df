import { implement } from '@orpc/server';
import { requestsContract } from '#contract/requests.ts';
import type { CallContext } from '#main/kernel/actor.ts';
import { composeRequest } from './compose.ts';
import type { RequestsDeps } from './deps.ts';
import { clearHistory, listHistory, readRequest } from './history.ts';
import { cacheOperations } from './prepare.ts';
import { readBody } from './responseBody.ts';
import { listSaved, removeSaved, saveRequest } from './savedRequests.ts';
import { sendRequest } from './send.ts';

export function requestsHandlers(given: RequestsDeps) {
  const deps = { ...given, definitions: cacheOperations(given.definitions, given.events) };
  const os = implement(requestsContract).$context<CallContext>();
  return os.router({
    compose: os.compose.handler(({ input, context }) => composeRequest(deps, context.session.actor(), input)),
    send: os.send.handler(({ input, context, signal }) => sendRequest(deps, context.session.actor(), input, signal)),
    cancel: os.cancel.handler(({ input, context }) => ({
      cancelled: deps.inFlight.cancel(context.session.actor(), input.id),
    })),
    history: os.history.handler(({ input, context }) => listHistory(deps, context.session.actor(), input)),
    get: os.get.handler(({ input, context }) => readRequest(deps, context.session.actor(), input)),
    body: os.body.handler(({ input, context }) => readBody(deps, context.session.actor(), input)),
    clearHistory: os.clearHistory.handler(({ input, context }) => clearHistory(deps, context.session.actor(), input)),
    saved: os.saved.handler(({ context }) => listSaved(deps, context.session.actor())),
    save: os.save.handler(({ input, context }) => saveRequest(deps, context.session.actor(), input)),
    removeSaved: os.removeSaved.handler(({ input, context }) => removeSaved(deps, context.session.actor(), input)),
  });
}
