import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { installSample, type SamplePorts } from './install.ts';
import { createSampleApi } from './server.ts';

/** A small API on this computer to try things out with. Anyone may start it. */
export function createSample({ store }: Kernel, ports: SamplePorts): Domain<'sample', null> {
  const api = createSampleApi({ store });
  const context = { ...ports, store, api };
  return {
    name: 'sample',
    routes: {
      start: () => api.start(),
      install: (actor) => installSample(context, actor),
    },
    api: null,
    tables: [],
    facts: [],
    jobs: [],
    start: () => api.resume(),
    close: () => api.close(),
  };
}
