import { z } from 'zod';
import { passive, route } from './fault.ts';
import { integration } from './integrations.ts';

/** The small API that the console serves on loopback for a first try. */
export const sampleInfo = z.object({
  baseUrl: z.string(),
  definitionUrl: z.string(),
  /** A key that opens this API on this machine and nothing else. */
  apiKey: z.string(),
});

export const sampleContract = {
  /** Starts the API where it does not run yet. */
  start: passive.output(sampleInfo),
  /** Imports its definition as the integration "Sample library", or finds it again. */
  install: route.output(sampleInfo.extend({ integration })),
};
