import { implement } from '@orpc/server';
import { systemContract } from '#contract/system.ts';
import type { CallContext } from '#main/kernel/actor.ts';
import * as service from './service.ts';

export function systemHandlers(deps: service.SystemDeps) {
  const os = implement(systemContract).$context<CallContext>();
  return os.router({
    about: os.about.handler(() => service.readAbout(deps)),
    dataUse: os.dataUse.handler(() => service.readDataUse(deps)),
    licences: os.licences.handler(() => service.readLicences(deps)),
    diagnostics: os.diagnostics.handler(() => ({ text: service.writeDiagnostics(deps) })),
    integrityCheck: os.integrityCheck.handler(({ context }) => service.checkIntegrity(deps, context.session.actor())),
    backUp: os.backUp.handler(({ context }) => service.backUp(deps, context.session.actor(), deps.host.now())),
    restore: os.restore.handler(({ input, context }) => service.restore(deps, context.session.actor(), input.name)),
    cleanUp: os.cleanUp.handler(({ context }) => service.cleanUp(deps, context.session.actor())),
  });
}
