import { z } from 'zod';

/** One check of a response. */
export const testResult = z.object({
  /** Of an assertion its sentence, of a script's test the name that the script gave it. */
  name: z.string(),
  source: z.enum(['assertion', 'capture', 'script']),
  passed: z.boolean(),
  skipped: z.boolean(),
  /** What was found instead; null where it passed. */
  message: z.string().nullable(),
});
export type TestResult = z.infer<typeof testResult>;

/** A script that did not come to its end. */
export const scriptFault = z.object({
  phase: z.enum(['before', 'after']),
  /** Whose script it is, in words: `the request`, or the collection or folder with its name. */
  of: z.string(),
  kind: z.enum(['error', 'time', 'memory']),
  message: z.string(),
  /** In the script, from 1; null where none can be said. */
  line: z.int().nullable(),
});

/** What the checks, captures and scripts of a request came to; redacted. */
export const testResults = z.object({
  results: z.array(testResult),
  /** What scripts wrote. */
  logs: z.array(z.object({ level: z.enum(['log', 'info', 'warn', 'error', 'debug']), text: z.string() })),
  droppedLogs: z.int(),
  faults: z.array(scriptFault),
  /** Names of the variables that were set. */
  variablesSet: z.array(z.string()),
});
export type TestResults = z.infer<typeof testResults>;
