import { z } from 'zod';

/** What comes out of the sandbox is as trusted as a page of the web: it is read by these, and cut where it is too much. */

const header = z.object({ name: z.string(), value: z.string(), enabled: z.boolean().optional() });
const field = header.extend({ file: z.string().optional() });

const body = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('text'), mediaType: z.string(), text: z.string() }),
  z.object({ kind: z.literal('form'), mediaType: z.string(), fields: z.array(field) }),
  z.object({ kind: z.literal('file'), mediaType: z.string(), path: z.string() }),
  z.object({
    kind: z.literal('graphql'),
    query: z.string(),
    variables: z.string(),
    operationName: z.string().nullable(),
  }),
]);

const request = z.object({ method: z.string(), url: z.string(), headers: z.array(header), body });

const cookie = z.object({
  name: z.string(),
  value: z.string(),
  domain: z.string().optional(),
  path: z.string().optional(),
  expires: z.string().optional(),
  secure: z.boolean().optional(),
  httpOnly: z.boolean().optional(),
});

const jarAction = z.discriminatedUnion('action', [
  z.object({ action: z.literal('getAll'), url: z.string() }),
  z.object({ action: z.literal('set'), url: z.string(), cookie }),
  z.object({ action: z.literal('unset'), url: z.string(), name: z.string() }),
  z.object({ action: z.literal('clear'), url: z.string() }),
]);
export type JarAction = z.infer<typeof jarAction>;

export const question = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('send'), request }),
  z.object({ kind: z.literal('jar'), action: jarAction }),
]);

const changes = z.object({ set: z.record(z.string(), z.unknown()), unset: z.array(z.string()) });

export const scriptOutput = z.object({
  tests: z
    .array(
      z.object({
        name: z.string().max(1_000),
        passed: z.boolean(),
        skipped: z.boolean(),
        error: z.object({ name: z.string(), message: z.string() }).nullable(),
      }),
    )
    .max(10_000),
  logs: z
    .array(z.object({ level: z.enum(['log', 'info', 'warn', 'error', 'debug']), text: z.string().max(10_000) }))
    .max(1_000),
  droppedLogs: z.int(),
  variables: z.object({
    environment: changes,
    collection: changes,
    globals: changes,
    local: changes,
    data: changes,
  }),
  request: request.nullable(),
  nextRequest: z.object({ name: z.string().nullable() }).nullable(),
  skip: z.boolean(),
  failure: z
    .object({ kind: z.enum(['error', 'time', 'memory']), message: z.string(), line: z.int().nullable() })
    .nullable(),
});
