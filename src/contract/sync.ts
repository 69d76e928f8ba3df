import { z } from 'zod';
import { adoptionContract } from './adoption.ts';
import { givenName, role, timestamp, userId } from './common.ts';
import { defineFaults, passive, route } from './fault.ts';
import { mailAddress, session } from './tenants.ts';

export const syncFaults = defineFaults({
  NOT_SHARED: { status: 409, message: 'This tenant is not shared with a team.' },
  ALREADY_SHARED: { status: 409, message: 'This tenant is shared already.' },
  SERVER_REFUSED: { status: 502, message: 'The database refused.' },
  SERVER_UNREACHABLE: { status: 503, message: 'The database could not be reached.' },
  UNSENT: { status: 409, message: 'Changes were not sent to the team yet.' },
  VAULT_TEMPORARY: { status: 409, message: 'The vault keeps secrets for this session only.' },
  NO_ACCESS: { status: 403, message: 'Your login to the team’s database has ended.' },
  INVITATION_INVALID: { status: 422, message: 'This invitation cannot be used.' },
  SERVER_TOO_OLD: { status: 422, message: 'The database is too old.' },
  CLIENT_TOO_OLD: { status: 409, message: 'This version of Patchbay is too old for the team’s database.' },
  CLIENTS_TOO_OLD: { status: 409, message: 'Someone in the team uses a version that could not follow.' },
});

/** A Postgres URL of libpq's form: postgres://user:password@host:port/database?sslmode=verify-full&sslrootcert=path */
const serverUrl = z.string().trim().min(1, 'Enter the address of the database.').max(2_000);

/** What stands between this computer and the team, for a person. */
export const syncProblem = z.object({
  code: z.string(),
  message: z.string(),
  kept: z.string().nullable(),
  todo: z.string().nullable(),
  at: timestamp,
});
export type SyncProblem = z.infer<typeof syncProblem>;

/** A decision that sync waits for. */
export const syncQuestion = z.discriminatedUnion('kind', [
  /** So many rows were deleted here that nothing is sent before a person says that it was meant. */
  z.object({ kind: z.literal('deletions'), rows: z.int(), of: z.int() }),
  /** The address leads to another database than before, or to an earlier state of it. */
  z.object({ kind: z.literal('otherDatabase'), restored: z.boolean() }),
]);
export type SyncQuestion = z.infer<typeof syncQuestion>;

export const syncStatus = z.object({
  /** Null where the tenant is not shared. */
  team: z
    .object({
      /** Host, port and database, without the login. */
      server: z.string(),
      login: z.string(),
      /** What this person may do, as the team's database says. */
      role,
      /**
       * `inStep`: nothing to send or fetch. `waiting`: changes are here that are not sent yet, or a download was cancelled. `working`: under way. `offline`: the
       * database cannot be reached, and it is tried again. `stopped`: a person has to do something.
       */
      state: z.enum(['inStep', 'waiting', 'working', 'offline', 'stopped']),
      /** Rows that were changed here and are not sent yet. */
      toSend: z.int(),
      conflicts: z.int(),
      /** Rows that could not be sent or taken over; they stop nothing. */
      heldBack: z.int(),
      lastSuccessAt: timestamp.nullable(),
      problem: syncProblem.nullable(),
      question: syncQuestion.nullable(),
      progress: z
        .object({ phase: z.enum(['download', 'upload']), done: z.int(), total: z.int().nullable() })
        .nullable(),
      /** How this computer hears of changes: at once, or by asking every few seconds where a pooler is in the way. */
      hears: z.enum(['atOnce', 'byAsking']),
      /** `off`: secrets stay on each computer. `on`: they travel sealed. `noKey`: they travel, and this computer waits for the key. */
      secrets: z.enum(['off', 'on', 'noKey']),
      /** Secrets that wait for the vault to be unlocked. */
      waitingForVault: z.int(),
    })
    .nullable(),
});
export type SyncStatus = z.infer<typeof syncStatus>;

/** What an address was found to be before anything is changed there. */
export const serverReport = z.object({
  server: z.string(),
  version: z.string(),
  encrypted: z.boolean(),
  /** A Patchbay schema is there already. */
  isSetUp: z.boolean(),
  /** What the login lacks for setting it up; empty where it can. */
  missing: z.array(z.string()),
});
export type ServerReport = z.infer<typeof serverReport>;

/** One computer of a person, with its own login. */
export const teamLogin = z.object({
  login: z.string(),
  person: z.string(),
  userId: userId.nullable(),
  role: role.nullable(),
  status: z.enum(['invited', 'active', 'revoked', 'expired']),
  app: z.string().nullable(),
  lastSeenAt: timestamp.nullable(),
  expiresAt: timestamp.nullable(),
  /** This computer. */
  self: z.boolean(),
});
export type TeamLogin = z.infer<typeof teamLogin>;

/** A value as a conflict shows it: a long one is cut, a secret one is not shown. */
const shownValue = z.object({ text: z.string(), isCut: z.boolean() }).nullable();

export const conflict = z.object({
  id: z.string(),
  kind: z.enum(['field', 'theyDeleted', 'youDeleted']),
  /** For example `integration`. */
  thing: z.string(),
  /** What a person calls it. */
  name: z.string(),
  /** Page of the thing; null where it has none or is gone. */
  path: z.string().nullable(),
  /** The field in words; null where the whole thing is meant. */
  field: z.string().nullable(),
  /** Whether a person can type another value. */
  isText: z.boolean(),
  mine: shownValue,
  theirs: shownValue,
  /** What stood there before both changes. */
  base: shownValue,
  by: z.string(),
  /** When the other change reached the team. */
  theirsAt: timestamp,
  mineAt: timestamp,
});
export type Conflict = z.infer<typeof conflict>;

const decision = z.object({
  id: z.string(),
  choose: z.enum(['mine', 'theirs', 'edit']),
  /** The new value where `choose` is `edit`. */
  value: z.string().max(1_000_000).optional(),
});

/** A row that could not be sent or taken over. */
export const heldBack = z.object({
  id: z.string(),
  direction: z.enum(['out', 'in']),
  thing: z.string(),
  name: z.string(),
  reason: z.string(),
  at: timestamp,
});
export type HeldBack = z.infer<typeof heldBack>;

/** A secret that somebody who left has known, to be changed where it is used. */
export const knownSecret = z.object({
  integration: z.string().nullable(),
  name: z.string(),
  path: z.string().nullable(),
});
export type KnownSecret = z.infer<typeof knownSecret>;

const guarded = route.errors(syncFaults.map);
const shown = passive.errors(syncFaults.map);

export const syncContract = {
  ...adoptionContract,
  status: shown.output(syncStatus),
  /** Looks at a database with an administrator's URL and changes nothing. */
  inspect: guarded.input(z.object({ url: serverUrl })).output(serverReport),
  /**
   * The SQL that a database administrator can run instead of giving a URL that may. With an address it makes a login for the actor, whose
   * invitation is given; it is taken with `join` once the SQL was run.
   */
  setupSql: shown
    .input(z.object({ url: serverUrl.optional() }))
    .output(z.object({ sql: z.string(), invitation: z.string().nullable() })),
  /** Sets the database up where needed and shares the session's tenant through it. The URL is not kept. Admins only. */
  init: guarded.input(z.object({ url: serverUrl })).output(syncStatus),
  /** Makes a login for a person; the invitation is shown once. `userId` names a member who gets another computer. */
  invite: guarded
    .input(
      z.object({
        name: givenName,
        email: mailAddress,
        role,
        days: z.int().min(1).max(30),
        userId: userId.optional(),
      }),
    )
    .output(z.object({ invitation: z.string(), login: z.string(), expiresAt: timestamp })),
  /** Enters a team: its tenant comes to this computer. */
  join: guarded
    .input(z.object({ invitation: z.string().trim().min(1, 'Paste the invitation.').max(10_000) }))
    .output(session),
  logins: shown.output(z.array(teamLogin)),
  /** Ends one login: an invitation that was not used, or a computer that was lost. */
  revokeLogin: guarded.input(z.object({ login: z.string().max(100) })).output(z.array(teamLogin)),
  /** Takes a person out of the team: ends their logins, changes the tenant's key, and lists the secrets that they have known. */
  removeMember: guarded.input(z.object({ userId })).output(z.object({ secrets: z.array(knownSecret) })),
  /** Sends and fetches now; answers when that is done. */
  now: guarded.output(syncStatus),
  /** Ends a first download or a large upload under way; it goes on where it was at the next try. */
  cancel: guarded.output(syncStatus),
  /** Stops sharing on this computer. What is here stays; `discardUnsent` confirms that changes were not sent. */
  leave: guarded.input(z.object({ discardUnsent: z.boolean() })).output(syncStatus),
  /** Secrets travel, sealed under a key of the team, or no longer. Admins only. */
  setSecrets: guarded.input(z.object({ on: z.boolean() })).output(syncStatus),
  /** Conflicts that are not decided yet, the newest first; at most 500. */
  conflicts: shown.output(z.array(conflict)),
  decide: guarded.input(z.object({ decisions: z.array(decision).min(1).max(500) })).output(z.array(conflict)),
  heldBack: shown.output(z.array(heldBack)),
  /** Tries what was held back once more. */
  retryHeldBack: guarded.output(z.array(heldBack)),
  /** Answers `question`: sends the deletions or brings the rows back; goes on with the database's state or sends all that is here. */
  answer: guarded
    .input(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('deletions'), choose: z.enum(['send', 'restore']) }),
        z.object({ kind: z.literal('otherDatabase'), choose: z.enum(['takeTheirs', 'sendMine', 'leave']) }),
      ]),
    )
    .output(syncStatus),
};
