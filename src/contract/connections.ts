import { z } from 'zod';
import { connectionId, givenName, integrationId, timestamp, userId, window } from './common.ts';
import { defineFaults, route } from './fault.ts';
import { securityScheme } from './openapi.ts';

export const connectionFaults = defineFaults({
  NAME_TAKEN: { status: 409, message: 'Another connection of this integration has the name.' },
  SCHEME_UNKNOWN: { status: 409, message: 'The integration does not have the security scheme.' },
  SCHEME_UNSUPPORTED: { status: 422, message: 'This kind of security scheme cannot be connected yet.' },
  HOST_REFUSED: { status: 409, message: 'The secret is bound to other hosts.' },
  IN_USE: { status: 409, message: 'Something still uses the connection.' },
  NO_SECRET: { status: 409, message: 'The connection has no secret that can be read.' },
});

/** How a secret is put into a request. */
export const connectionKind = z.enum(['apiKey', 'bearer', 'basic']);
export type ConnectionKind = z.infer<typeof connectionKind>;

export const visibility = z.enum(['private', 'team']);

/** Where the secret stands in a request. For basic the name is Authorization and the prefix Basic. */
export const placement = z.object({
  in: z.enum(['header', 'query', 'cookie']),
  name: z.string().trim().min(1).max(200),
  prefix: z.string().max(40),
});
export type Placement = z.infer<typeof placement>;

/** A host name, optionally with a port, or `*.` and a domain for its subdomains. */
export const hostPattern = z
  .string()
  .trim()
  .toLowerCase()
  .max(260)
  .regex(
    /^(\*\.)?(\[[0-9a-f:.]+\]|[^\s/@:*[\]]+)(:\d{1,5})?$/,
    'Enter a host such as api.example.com, optionally with a port.',
  );

export const connectionState = z.enum(['unchecked', 'valid', 'refused', 'failing', 'locked', 'missing']);
export type ConnectionState = z.infer<typeof connectionState>;

export const connection = z.object({
  id: connectionId,
  integrationId,
  integrationName: z.string(),
  name: z.string(),
  kind: connectionKind,
  /** The scheme of the definition that it satisfies; null is the integration's manual authentication. */
  schemeKey: z.string().nullable(),
  placement,
  /** `••••` and, where the secret is long enough, its last four characters. */
  secretHint: z.string(),
  usernameHint: z.string().nullable(),
  allowedHosts: z.array(z.string()),
  visibility,
  owner: z.object({ id: userId, name: z.string() }),
  isDefault: z.boolean(),
  state: connectionState,
  stateReason: z.string().nullable(),
  createdAt: timestamp,
  secretChangedAt: timestamp,
  lastUsedAt: timestamp.nullable(),
  lastCheckedAt: timestamp.nullable(),
  lastSucceededAt: timestamp.nullable(),
  lastStatus: z.int().nullable(),
  /** The person may change, replace and delete it. */
  editable: z.boolean(),
});
export type Connection = z.infer<typeof connection>;

/** One way to satisfy the integration: every scheme in it together. */
export const requirementChoice = z.object({
  schemes: z.array(
    z.object({
      key: z.string().nullable(),
      title: z.string(),
      kind: connectionKind.nullable(),
      placement: placement.nullable(),
      /** Why it cannot be connected yet; null when it can. */
      unsupported: z.string().nullable(),
      scheme: securityScheme.nullable(),
    }),
  ),
  operations: z.int(),
});
export type RequirementChoice = z.infer<typeof requirementChoice>;

const secretInput = z.object({
  secret: z.string().min(1, 'Enter the secret.').max(100_000),
  username: z.string().max(1_000).optional(),
});

export const connectionInput = z.object({
  integrationId,
  name: givenName,
  kind: connectionKind,
  schemeKey: z.string().max(200).nullable(),
  placement: placement.optional(),
  allowedHosts: z.array(hostPattern).max(50).optional(),
  visibility,
});
export type ConnectionInput = z.infer<typeof connectionInput>;

export const checkResult = z.object({
  ok: z.boolean(),
  at: timestamp,
  method: z.string(),
  /** Redacted. */
  url: z.string(),
  status: z.int().nullable(),
  durationMs: z.number().nullable(),
  /** What it means, in words. */
  message: z.string(),
  todo: z.string().nullable(),
});
export type CheckResult = z.infer<typeof checkResult>;

const guarded = route.errors(connectionFaults.map);
const one = z.object({ id: connectionId });

export const connectionSort = z.enum([
  'name',
  'integration',
  'kind',
  'state',
  'visibility',
  'createdAt',
  'lastUsedAt',
  'lastCheckedAt',
]);

export const connectionsContract = {
  list: guarded
    .input(
      z.object({
        ...window,
        integrationId: integrationId.optional(),
        text: z.string().max(200).optional(),
        kinds: z.array(connectionKind).optional(),
        states: z.array(connectionState).optional(),
        visibility: visibility.optional(),
        sort: connectionSort.default('name'),
        direction: z.enum(['asc', 'desc']).default('asc'),
      }),
    )
    .output(z.object({ rows: z.array(connection), total: z.int(), attention: z.int() })),
  get: guarded.input(one).output(connection),
  /** What the integration asks for, and the hosts its secrets would be bound to. */
  requirements: guarded
    .input(z.object({ integrationId }))
    .output(z.object({ choices: z.array(requirementChoice), optional: z.boolean(), hosts: z.array(z.string()) })),
  create: guarded.input(connectionInput.extend(secretInput.shape)).output(connection),
  update: guarded
    .input(
      one.extend({
        changes: connectionInput
          .pick({ name: true, placement: true, allowedHosts: true, visibility: true })
          .partial()
          .extend({ isDefault: z.boolean().optional() }),
      }),
    )
    .output(connection),
  replaceSecret: guarded.input(one.extend(secretInput.shape)).output(connection),
  /** What uses it, by name, so that a deletion can say what is lost. */
  uses: guarded.input(one).output(z.array(z.object({ kind: z.string(), name: z.string() }))),
  remove: guarded.input(one.extend({ confirmed: z.boolean() })).output(z.object({ id: connectionId })),
  /** Sends one safe request, with the connection where one is given, and keeps the result. */
  check: guarded.input(z.object({ integrationId, connectionId: connectionId.nullable() })).output(checkResult),
};
