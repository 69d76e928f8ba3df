import { z } from 'zod';
import { role } from '#contract/common.ts';
import { syncFaults } from '#contract/sync.ts';

/** What an invitation holds. Whoever has it can join, once and until it expires. */
const invitation = z.object({
  v: z.literal(1),
  /** The database without a login, as a Postgres URL. */
  address: z.string(),
  tenantId: z.uuid(),
  /** What the tenant is called. */
  tenant: z.string(),
  login: z.string(),
  /** Counts until the invitation is taken; then the login gets another. */
  password: z.string(),
  person: z.string(),
  email: z.string().nullable(),
  role,
  /** A member who gets another computer; null for somebody new. */
  userId: z.uuid().nullable(),
  /** The tenant key that an invitation may carry, in base64, with its generation: the database does not have it. */
  key: z.object({ generation: z.int(), bytes: z.base64() }).nullable(),
  /** Milliseconds since 1970 UTC. */
  expiresAt: z.int(),
  /** The certificate authority of the database as PEM, where it is not one that computers know. */
  ca: z.string().nullable(),
});
export type Invitation = z.infer<typeof invitation>;

const prefix = 'patchbay-invitation:';

export const writeInvitation = (given: Invitation): string =>
  `${prefix}${Buffer.from(JSON.stringify(given), 'utf8').toString('base64url')}`;

/** Throws INVITATION_INVALID. Blanks and line ends that mail programs put in are passed over. */
export function readInvitation(text: string, now: number): Invitation {
  const plain = text.replaceAll(/\s/g, '');
  if (!plain.startsWith(prefix)) throw invalid('This is no invitation.', 'Paste the whole text that you were given.');
  const parsed = invitation.safeParse(parse(plain.slice(prefix.length)));
  if (!parsed.success)
    throw invalid('The invitation is cut off or damaged.', 'Paste the whole text, or ask for a new one.');
  if (parsed.data.expiresAt < now)
    throw invalid('The invitation has expired.', 'Ask an admin of the team for a new one.');
  return parsed.data;
}

function parse(encoded: string): unknown {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

const invalid = (message: string, todo: string) =>
  syncFaults.fault('INVITATION_INVALID', message, { kept: 'Nothing was changed.', todo });
