import { z } from 'zod';
import { connectionState } from '#core/connections/state.ts';
import { connectionId, deletedThing, expected, givenName, integrationId, timestamp, userId, window } from './common.ts';
import {
  type ConnectionKind,
  connectionKind,
  credentialForm,
  credentialValues,
  type Placement,
  placement,
} from './credentialForms.ts';
import { defineFaults, passive, route } from './fault.ts';
import { checkResult } from './health.ts';
import { oauthConfig, tokenState } from './oauthConfig.ts';
import { securityScheme } from './openapi.ts';
import { readable, storedThings } from './readable.ts';

export { type ConnectionState, connectionState } from '#core/connections/state.ts';
export type { CheckResult } from './health.ts';
export { type ConnectionKind, connectionKind, type Placement, placement };

/** What keeps a connection with tokens from being used; any call that sends with one can answer so. */
export const tokenFaultMeanings = {
  NEEDS_SIGN_IN: { status: 401, message: 'The connection has no valid token. Sign in again.' },
  REFRESH_FAILED: { status: 502, message: 'The token could not be refreshed.' },
};

export const connectionFaults = defineFaults({
  NAME_TAKEN: { status: 409, message: 'This integration already has a connection with this name.' },
  SCHEME_UNKNOWN: { status: 409, message: 'The integration does not have the security scheme.' },
  SCHEME_UNSUPPORTED: { status: 422, message: 'No kind of connection supports this security scheme.' },
  HOST_REFUSED: { status: 409, message: 'The secret is only for other hosts.' },
  IN_USE: { status: 409, message: 'Something still uses the connection.' },
  SECRET_NEEDED: { status: 409, message: 'The change would send the secret elsewhere; it must be entered again.' },
  NO_SECRET: { status: 409, message: 'The connection has no secret that can be read.' },
  ...tokenFaultMeanings,
});

export const visibility = z.enum(['private', 'team']);

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

/**
 * Settings of a part that are no secret, by kind; kinds that have none leave them out. Those of `headers` and `mutualTls` follow from
 * the secret: they are answered, and need not be given.
 */
export const partConfig = z.discriminatedUnion('kind', [
  /** The user name is the access key ID; the secret the secret access key, with `sessionToken` followed by that token on a line of its own. */
  z.object({
    kind: z.literal('awsSigV4'),
    region: z.string().min(1).max(100),
    service: z.string().min(1).max(100),
    sessionToken: z.boolean().default(false),
  }),
  /** Names of the headers whose values are the secret (a JSON object of name and value). */
  z.object({ kind: z.literal('headers'), names: z.array(z.string().min(1).max(200)).min(1).max(30) }),
  /**
   * Subject and end of the client certificate. The secret is PEM text with the certificate, its chain and the private key; the user
   * name is the key's passphrase, where it has one, and is not kept.
   */
  z.object({ kind: z.literal('mutualTls'), subject: z.string(), notAfter: timestamp }),
  z.object({ kind: z.literal('oauth2'), oauth: oauthConfig }),
]);
export type PartConfig = z.infer<typeof partConfig>;

/** One scheme that a connection satisfies. An AND requirement is satisfied by one connection with several parts. */
export const connectionPart = z.object({
  schemeKey: z.string().nullable(),
  kind: connectionKind,
  /** Where the secret goes; null for kinds that sign, encrypt or hold tokens in a place of their own. */
  placement: placement.nullable(),
  config: partConfig.nullable(),
  secretHint: z.string(),
  usernameHint: z.string().nullable(),
});
export type ConnectionPart = z.infer<typeof connectionPart>;

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
  /** All parts; the first is the one that `kind`, `schemeKey`, `placement` and the hints above repeat. */
  parts: z.array(connectionPart),
  allowedHosts: z.array(z.string()),
  visibility,
  owner: z.object({ id: userId, name: z.string() }),
  /** Its owner left the tenant; an admin can give it to someone else. */
  orphaned: z.boolean(),
  /** When the secret, certificate or token ends; null where it is not known. */
  expiresAt: timestamp.nullable(),
  tokens: tokenState.nullable(),
  /** The secret of before, kept for a while as a way back. */
  rotation: z.object({ previousHint: z.string(), until: timestamp }).nullable(),
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
  /** Only where what is stored of it cannot be read. */
  unreadable: z.string().optional(),
});
export type Connection = z.infer<typeof connection>;

/** A connection in a list, with how many things use it. */
export const listedConnection = connection.extend({ uses: z.int() });
export type ListedConnection = z.infer<typeof listedConnection>;

const damaged = {
  ...storedThings.connection,
  instead: { state: 'failing', stateReason: 'What is stored of it cannot be read. Delete it and connect again.' },
} as const;

/** As lists show a connection: one that cannot be read fails. */
export const readableConnection = readable(connection, damaged);

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

/** The secret as it is kept (a password can be empty), or `values` as they were entered into the kind's form; of the two, `values` count. */
const secretInput = z.object({
  secret: z.string().max(100_000).optional(),
  username: z.string().max(1_000).optional(),
  values: credentialValues.optional(),
});

const isEntered = ({ secret, values }: z.infer<typeof secretInput>) => secret !== undefined || values !== undefined;
const enterSecret = { path: ['secret'], error: 'Enter the secret.' };

/** A further part of a connection that satisfies an AND requirement. */
export const partInput = z.object({
  schemeKey: z.string().max(200).nullable(),
  kind: connectionKind,
  placement: placement.optional(),
  config: partConfig.optional(),
  ...secretInput.shape,
});
export type PartInput = z.infer<typeof partInput>;

export const connectionInput = z.object({
  integrationId,
  name: givenName,
  kind: connectionKind,
  schemeKey: z.string().max(200).nullable(),
  placement: placement.optional(),
  config: partConfig.optional(),
  /** The other schemes of an AND requirement. */
  more: z.array(partInput).max(10).optional(),
  allowedHosts: z.array(hostPattern).max(50).optional(),
  visibility,
  /** When the secret ends, where a person knows it. */
  expiresAt: timestamp.nullable().optional(),
});
export type ConnectionInput = z.infer<typeof connectionInput>;

const guarded = route.errors(connectionFaults.map);
const shown = passive.errors(connectionFaults.map);
const one = z.object({ id: connectionId });
/** `all`: how many there are whatever the filter, of the integration where one is given; `attention`: those that need a person. */
const counts = z.object({ total: z.int(), all: z.int(), attention: z.int() });
const many = z.object({ ids: z.array(connectionId).min(1).max(10_000) });
const changed = z.object({ ids: z.array(connectionId) });
const use = z.object({ kind: z.string(), name: z.string(), path: z.string().nullable().optional() });

export const connectionSort = z.enum([
  'name',
  'integration',
  'kind',
  'state',
  'visibility',
  'createdAt',
  'lastUsedAt',
  'lastCheckedAt',
  'expiresAt',
  'lastSucceededAt',
]);

export const connectionsContract = {
  list: shown
    .input(
      z.object({
        ...window,
        integrationId: integrationId.optional(),
        text: z.string().max(200).optional(),
        kinds: z.array(connectionKind).optional(),
        states: z.array(connectionState).optional(),
        visibility: visibility.optional(),
        /** Used by nothing and by nobody for 90 days. */
        unused: z.boolean().optional(),
        /** Ends within so many days, or has ended. */
        expiringDays: z.int().min(1).max(3_650).optional(),
        neverValidated: z.boolean().optional(),
        orphaned: z.boolean().optional(),
        attention: z.boolean().optional(),
        sort: connectionSort.default('name'),
        direction: z.enum(['asc', 'desc']).default('asc'),
      }),
    )
    .output(counts.extend({ rows: z.array(readable(listedConnection, damaged)) })),
  get: shown.input(one).output(connection),
  /** What the integration asks for, and the hosts its secrets would be bound to. */
  requirements: shown
    .input(z.object({ integrationId }))
    .output(z.object({ choices: z.array(requirementChoice), optional: z.boolean(), hosts: z.array(z.string()) })),
  /** What each kind of credential asks for, in the order in which they are offered. */
  kinds: passive.output(z.array(credentialForm)),
  /** Kinds that fetch their secret themselves, such as an OAuth2 client without one, leave `secret` out. */
  create: guarded.input(connectionInput.extend(secretInput.shape)).output(connection),
  /**
   * Changes settings. Those that would send the secret elsewhere need it again with them, else SECRET_NEEDED: another authority of an
   * OAuth2 client, and further hosts or another place from someone who did not enter it.
   */
  update: guarded
    .input(
      one.extend({
        ...secretInput.shape,
        changes: connectionInput
          .pick({ name: true, placement: true, config: true, allowedHosts: true, visibility: true, expiresAt: true })
          .partial()
          .extend({ isDefault: z.boolean().optional() }),
        expected,
      }),
    )
    .output(connection),
  /** `part` counts from 0. */
  replaceSecret: guarded
    .input(
      one
        .extend(secretInput.shape)
        .extend({ part: z.int().min(0).max(10).default(0), expiresAt: timestamp.nullable().optional() })
        .refine(isEntered, enterSecret),
    )
    .output(connection),
  /** Checks with the new secret first; only one that works takes the place of the old, which stays as a way back for `keepHours`. */
  rotate: guarded
    .input(
      one
        .extend(secretInput.shape)
        .extend({ keepHours: z.int().min(0).max(8_760).default(24), expiresAt: timestamp.nullable().optional() })
        .refine(isEntered, enterSecret),
    )
    .output(z.object({ connection, check: checkResult, switched: z.boolean() })),
  /** Goes back to the secret before the last rotation. */
  undoRotation: guarded.input(one).output(connection),
  /** Gives a connection, also an orphaned one, to another member. */
  reassign: guarded.input(one.extend({ userId })).output(connection),
  /** The inventory as a document, without secrets. */
  exportInventory: guarded
    .input(z.object({ format: z.enum(['csv', 'json']) }))
    .output(z.object({ fileName: z.string(), text: z.string() })),
  /** What uses it, by name, so that a deletion can say what is lost. */
  uses: shown.input(one).output(z.array(use)),
  remove: guarded.input(one.extend({ confirmed: z.boolean() })).output(z.object({ id: connectionId })),
  /** What deleting many would take along: those that are the person's to delete, and what loses its credentials with them. */
  removal: shown.input(many).output(z.object({ connections: z.int(), othersOwn: z.int(), uses: z.array(use) })),
  /** Deletes those that `removal` counts, and answers which. Their secrets go for good, the rest comes back by `restore`. */
  removeMany: guarded.input(many).output(changed),
  /** Each comes back as one that needs its secrets again, or a sign-in. */
  restore: guarded.input(many).output(changed),
  /** Those that `restore` can still bring back, the last deleted first, each with its integration in the name; kept for 30 days. */
  deleted: shown.output(z.array(deletedThing(connectionId))),
  /** Sends one safe request, with the connection where one is given, and keeps the result. */
  check: guarded.input(z.object({ integrationId, connectionId: connectionId.nullable() })).output(checkResult),
};
