import type { OperationDetail } from '#contract/openapi.ts';
import type { DefinitionReader } from '#main/domains/definitions/index.ts';
import type { Events } from '#main/kernel/events.ts';

const mostRemembered = 50;

/**
 * Keeps the operations that were described last, so that sending one again asks no worker and compiles no schema. Any change of
 * definitions or integrations forgets them all. Whether the actor may see the integration is asked before, each time.
 */
export function rememberOperations(definitions: DefinitionReader, events: Pick<Events, 'onEvent'>): DefinitionReader {
  let known = new Map<string, Promise<OperationDetail>>();
  events.onEvent((event) => {
    if (event.type === 'changed' && /^(definitions|integrations)$/.test(event.topic)) known = new Map();
  });
  return {
    ...definitions,
    describe: (actor, input) => {
      const key = JSON.stringify([actor.tenantId, input.integrationId, input.key]);
      const asked = known;
      const found = asked.get(key) ?? definitions.describe(actor, input);
      asked.delete(key);
      asked.set(key, found);
      found.catch(() => asked.delete(key));
      for (const oldest of asked.keys()) if (asked.size > mostRemembered) asked.delete(oldest);
      return found;
    },
  };
}
