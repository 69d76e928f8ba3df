import { Fault } from '#contract/fault.ts';
import type { Subject } from '../ofConnection.ts';
import type { Exchange } from '../protocol/openExchange.ts';
import type { GrantedTokens } from '../protocol/tokenAnswer.ts';
import type { TokenDeps } from '../tokenDeps.ts';
import { storeTokens } from './storeTokens.ts';
import { readTokenRow } from './tokenRow.ts';

interface Answer {
  readonly granted: GrantedTokens;
  readonly exchange: Exchange;
  /** What stood in the store when they were asked for. */
  readonly generation: number;
}

/**
 * Writes renewed tokens. Those that came while someone locked the vault stay in memory until it is open again: the server may have
 * ended the ones of before already.
 */
export interface TokenWriter {
  /** Throws VAULT_LOCKED, and keeps the answer then. */
  write(subject: Subject, answer: Answer): void;
  /** Writes what is left from before; false where nothing is. */
  writeLeft(subject: Subject): boolean;
}

export function createTokenWriter(deps: TokenDeps): TokenWriter {
  const left = new Map<string, Answer>();
  const write = (subject: Subject, { granted, exchange, generation }: Answer) =>
    deps.store.write((w) => {
      // A sign-in that finished meanwhile is newer than this answer.
      if (readTokenRow(w, subject)?.generation !== generation) return;
      storeTokens(deps, w, subject, granted, exchange, 'refresh');
    });
  return {
    write: (subject, answer) => {
      try {
        write(subject, answer);
      } catch (error) {
        if (error instanceof Fault && error.code === 'VAULT_LOCKED') left.set(nameOf(subject), answer);
        throw error;
      }
    },
    writeLeft: (subject) => {
      const answer = left.get(nameOf(subject));
      if (answer === undefined) return false;
      write(subject, answer);
      left.delete(nameOf(subject));
      return true;
    },
  };
}

/** Connections of different tenants are told apart. */
export const nameOf = ({ tenantId, id }: Pick<Subject, 'tenantId' | 'id'>): string => `${tenantId} ${id}`;
