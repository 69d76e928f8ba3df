import { z } from 'zod';
import { big, type Greeting, greeting, id, type MemberRole, memberRole, one, rows, value } from './calls.ts';
import type { Db } from './connect.ts';

/** The SQL functions about people, as in calls.ts. Keys travel in base64. */

const teamLogin = z
  .object({
    login: z.string(),
    user_id: id.nullable(),
    person: z.string(),
    role: memberRole.nullable(),
    status: z.enum(['invited', 'active', 'revoked']),
    public_key: z.string().nullable(),
    has_key: z.boolean(),
    expires_at: big.nullable(),
    joined_at: big.nullable(),
    last_seen: big.nullable(),
    app: z.string().nullable(),
    version: z.int().nullable(),
    cursor: big.nullable(),
  })
  .transform((row) => ({
    login: row.login,
    userId: row.user_id,
    person: row.person,
    /** Of the membership; what an invitation promises; null for somebody without a membership. */
    role: row.role,
    status: row.status,
    publicKey: row.public_key,
    /** Whether the present tenant key is sealed for it. */
    hasKey: row.has_key,
    /** Of an invitation that is open. */
    expiresAt: row.expires_at,
    joinedAt: row.joined_at,
    lastSeen: row.last_seen,
    app: row.app,
    version: row.version,
    cursor: row.cursor,
  }));
export type TeamLogin = z.infer<typeof teamLogin>;

/** Makes a login for a person. `userId` names one who is known: a further device, or somebody who comes back. */
export async function invite(
  db: Db,
  given: {
    tenant: string;
    login: string;
    verifier: string;
    person: string;
    role: MemberRole;
    userId: string | null;
    expiresAt: number;
  },
): Promise<void> {
  const { tenant, login, verifier, person, role, userId, expiresAt } = given;
  await db.query('SELECT patchbay.invite($1, $2, $3, $4, $5, $6, $7)', [
    ...[tenant, login, verifier, person],
    ...[role, userId, expiresAt],
  ]);
}

/** Takes an invitation. Afterwards the login has the password of `verifier`. Again with the same key, it answers the same. */
export function joinTeam(
  db: Db,
  given: {
    tenant: string;
    client: string;
    verifier: string;
    publicKey: Buffer;
    userId: string;
    name: string;
    email: string | null;
  },
): Promise<Greeting> {
  const { tenant, client, verifier, publicKey, userId, name, email } = given;
  return one(db, greeting, 'SELECT * FROM patchbay.join_team($1, $2, $3, $4, $5, $6, $7)', [
    ...[tenant, client, verifier, publicKey],
    ...[userId, name, email],
  ]);
}

/** Takes a person out with all devices; everyone may take themselves out. Gives the revision. */
export function removeMember(db: Db, given: { tenant: string; client: string; userId: string }): Promise<number> {
  return value(db, big, 'patchbay.remove_member($1, $2, $3)', [given.tenant, given.client, given.userId]);
}

export async function revokeLogin(db: Db, given: { tenant: string; login: string }): Promise<void> {
  await db.query('SELECT patchbay.revoke_login($1, $2)', [given.tenant, given.login]);
}

/** Stores the tenant key of a generation as it was sealed for each login. */
export async function putKeys(
  db: Db,
  given: {
    tenant: string;
    generation: number;
    keys: readonly { readonly login: string; readonly wrapped: string }[];
    secretsOn: boolean;
  },
): Promise<void> {
  const { tenant, generation, keys, secretsOn } = given;
  await db.query('SELECT patchbay.put_keys($1, $2, $3::jsonb, $4)', [
    ...[tenant, generation, JSON.stringify(keys)],
    secretsOn,
  ]);
}

/** The tenant keys that are sealed for this login, the newest first. */
export function ownKeys(db: Db, given: { tenant: string }): Promise<{ generation: number; wrapped: string }[]> {
  const key = z.object({ generation: z.int(), wrapped: z.string() });
  return rows(db, key, 'SELECT * FROM patchbay.own_keys($1)', [given.tenant]);
}

export function team(db: Db, given: { tenant: string }): Promise<TeamLogin[]> {
  return rows(db, teamLogin, 'SELECT * FROM patchbay.team($1)', [given.tenant]);
}
