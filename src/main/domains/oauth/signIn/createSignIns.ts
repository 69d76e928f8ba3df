import type { SignInId } from '#contract/common.ts';
import type { Attempt } from './attempt.ts';

/** The sign-ins of this process: those under way, and for a while those that ended, so that a page can ask how. */
export interface SignIns {
  add(attempt: Attempt): void;
  find(id: SignInId): Attempt | undefined;
  /** The one that waits for an answer with this state. */
  waitingFor(state: string): Attempt | undefined;
  all(): readonly Attempt[];
  /** Ends everything. */
  close(): void;
}

const mostKept = 200;

export function createSignIns(): SignIns {
  const attempts = new Map<SignInId, Attempt>();
  return {
    add: (attempt) => {
      attempts.set(attempt.id, attempt);
      for (const [id, old] of attempts) {
        if (attempts.size <= mostKept) break;
        if (!old.isOpen()) attempts.delete(id);
      }
    },
    find: (id) => attempts.get(id),
    waitingFor: (state) => [...attempts.values()].find((attempt) => attempt.expects(state)),
    all: () => [...attempts.values()],
    close: () => {
      for (const attempt of attempts.values()) attempt.cancel('Patchbay was closed.');
    },
  };
}
