import { implement } from '@orpc/server';
import { sampleContract } from '#contract/sample.ts';
import type { CallContext } from '#main/kernel/actor.ts';
import { installSample, type SampleDeps, startSample } from './install.ts';

export function sampleHandlers(deps: SampleDeps) {
  const os = implement(sampleContract).$context<CallContext>();
  return os.router({
    start: os.start.handler(({ context }) => startSample(deps, context.session.actor())),
    install: os.install.handler(({ context }) => installSample(deps, context.session.actor())),
  });
}
