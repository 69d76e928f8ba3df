import { implement } from '@orpc/server';
import { integrationsContract } from '#contract/integrations.ts';
import type { CallContext } from '#main/kernel/actor.ts';
import { createIntegration } from './create.ts';
import type { IntegrationsDeps } from './deps.ts';
import { duplicateIntegration } from './duplicate.ts';
import { exportIntegration } from './exportIntegration.ts';
import { listFallbacks } from './fallback.ts';
import { listIntegrations } from './list.ts';
import { presets } from './presets.ts';
import { removeIntegrations, restoreIntegrations } from './remove.ts';
import { readIntegration } from './rows.ts';
import { setActive } from './setActive.ts';
import { setLogo } from './setLogo.ts';
import { updateIntegration } from './update.ts';

/** The routes of `integrationsContract`. */
export function integrationsHandlers(deps: IntegrationsDeps) {
  const os = implement(integrationsContract).$context<CallContext>();
  return os.router({
    list: os.list.handler(({ input, context }) => listIntegrations(deps, context.session.actor(), input)),
    get: os.get.handler(({ input, context }) =>
      readIntegration(deps.store.read, context.session.actor(), input.id, deps.usableConnections),
    ),
    create: os.create.handler(({ input, context }) => createIntegration(deps, context.session.actor(), input)),
    update: os.update.handler(({ input, context }) => updateIntegration(deps, context.session.actor(), input)),
    duplicate: os.duplicate.handler(({ input, context }) => duplicateIntegration(deps, context.session.actor(), input)),
    remove: os.remove.handler(({ input, context }) => removeIntegrations(deps, context.session.actor(), input)),
    restore: os.restore.handler(({ input, context }) => restoreIntegrations(deps, context.session.actor(), input)),
    setActive: os.setActive.handler(({ input, context }) => setActive(deps, context.session.actor(), input)),
    presets: os.presets.handler(() => [...presets]),
    fallbacks: os.fallbacks.handler(({ input, context }) => listFallbacks(deps, context.session.actor(), input)),
    setLogo: os.setLogo.handler(({ input, context }) => setLogo(deps, context.session.actor(), input)),
    export: os.export.handler(({ input, context }) => exportIntegration(deps, context.session.actor(), input)),
  });
}
