import { z } from 'zod';
import { privacyOf } from '#main/domains/connections/index.ts';
import { defineFacts, type FactType, factSpec } from '#main/facts/index.ts';
import type { Actor, SystemActor } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import type { OAuthConnection, TokenContext } from './tokens/tokenTable.ts';

/** In words for a person, redacted. */
const result = z.strictObject({ result: z.string() });

const details = (_before: object, { result: value }: { result?: string | undefined }) =>
  value === undefined ? [] : [{ name: 'Result', value }];

export const tokenFacts = defineFacts('token', {
  signedIn: factSpec({ kind: 'change', action: 'signed in', change: result }),
  signInFailed: factSpec({ kind: 'change', action: 'signed in', result: 'failed', change: result, details }),
  /** They were granted to another program, and are used here from now on. */
  takenOver: factSpec({ kind: 'change', action: 'took over the tokens of', change: result }),
  revoked: factSpec({ kind: 'change', action: 'revoked', change: result, details }),
  /** Nobody but a person can bring new ones. */
  ended: factSpec({ kind: null, action: 'lost the tokens of', change: result, details }),
});

/** Writes a fact about the tokens of a connection, in the transaction that changes them. A private one is named to its owner alone. */
export function emitTokenFact(
  { facts }: Pick<TokenContext, 'facts'>,
  w: Writer,
  type: FactType<typeof result>,
  actor: Actor,
  { id, name, row }: OAuthConnection,
  value?: string,
): void {
  facts.emit(w, type, {
    actor,
    entity: { id, name },
    integrationId: row.integrationId,
    after: value === undefined ? undefined : { result: value },
    private: privacyOf(row, 'a private connection'),
  });
}

/** The console itself, which renews on behalf of the connection's owner. */
export const renewingSystem = ({ tenantId, row }: OAuthConnection): SystemActor => ({
  kind: 'system',
  userId: row.ownerId,
  name: 'Patchbay',
  tenantId,
  role: 'editor',
});
