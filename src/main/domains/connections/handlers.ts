import { implement } from '@orpc/server';
import { connectionsContract } from '#contract/connections.ts';
import type { CallContext } from '#main/kernel/actor.ts';
import { requirements } from './ask.ts';
import { checkConnection } from './check.ts';
import { createConnection } from './create.ts';
import { credentialForms } from './credentials/kinds.ts';
import type { ConnectionsDeps } from './deps.ts';
import { exportInventory } from './exportInventory.ts';
import { listConnections, readConnection } from './list.ts';
import { reassign } from './reassign.ts';
import { removeConnection, usesOf } from './remove.ts';
import { replaceSecret } from './replaceSecret.ts';
import { rotate, undoRotation } from './rotate.ts';
import { updateConnection } from './update.ts';

export function connectionsHandlers(deps: ConnectionsDeps) {
  const os = implement(connectionsContract).$context<CallContext>();
  return os.router({
    list: os.list.handler(({ input, context }) => listConnections(deps, context.session.actor(), input)),
    get: os.get.handler(({ input, context }) =>
      readConnection(deps, deps.store.read, context.session.actor(), input.id),
    ),
    requirements: os.requirements.handler(({ input, context }) => requirements(deps, context.session.actor(), input)),
    kinds: os.kinds.handler(() => credentialForms()),
    create: os.create.handler(({ input, context }) => createConnection(deps, context.session.actor(), input)),
    update: os.update.handler(({ input, context }) => updateConnection(deps, context.session.actor(), input)),
    replaceSecret: os.replaceSecret.handler(({ input, context }) =>
      replaceSecret(deps, context.session.actor(), input),
    ),
    rotate: os.rotate.handler(({ input, context, signal }) => rotate(deps, context.session.actor(), input, signal)),
    undoRotation: os.undoRotation.handler(({ input, context }) => undoRotation(deps, context.session.actor(), input)),
    reassign: os.reassign.handler(({ input, context }) => reassign(deps, context.session.actor(), input)),
    exportInventory: os.exportInventory.handler(({ input, context }) =>
      exportInventory(deps, context.session.actor(), input),
    ),
    uses: os.uses.handler(({ input, context }) => usesOf(deps, context.session.actor(), input)),
    remove: os.remove.handler(({ input, context }) => removeConnection(deps, context.session.actor(), input)),
    check: os.check.handler(({ input, context, signal }) =>
      checkConnection(deps, context.session.actor(), input, signal),
    ),
  });
}
