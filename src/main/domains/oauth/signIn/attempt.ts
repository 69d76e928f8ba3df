import { type SignInId, signInId } from '#contract/common.ts';
import type { SignInState } from '#contract/oauth.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { uuidv7 } from '#main/store/index.ts';
import type { Subject } from '../ofConnection.ts';
import type { Exchange } from '../protocol/openExchange.ts';
import type { Page } from './redirectPage.ts';

type Receive = (parameters: URLSearchParams) => Promise<Page>;

/** One sign-in, from its beginning to its end. */
export interface Attempt {
  readonly id: SignInId;
  readonly actor: Actor;
  readonly subject: Subject;
  readonly exchange: Exchange;
  /** Aborts with the end of the attempt, however it ends. */
  readonly signal: AbortSignal;
  view(): SignInState;
  isOpen(): boolean;
  show(changes: Partial<Omit<SignInState, 'id' | 'connectionId'>>): void;
  /** From now on an answer with this state belongs here. */
  expect(state: string, receive: Receive): void;
  expects(state: string): boolean;
  receive(parameters: URLSearchParams): Promise<Page> | undefined;
  end(status: 'done' | 'failed', message: string, todo?: string | null): void;
  cancel(message: string): void;
  /** Nobody finished by this time: fails. */
  endAt(time: number): void;
}

interface Given {
  readonly actor: Actor;
  readonly subject: Subject;
  readonly exchange: Exchange;
  readonly now: () => number;
  /** Called after every change that a page shows. */
  readonly onChange: (attempt: Attempt) => void;
  readonly onTimeOut: (attempt: Attempt) => void;
}

const nothingYet = {
  ...{
    authorizationUrl: null,
    redirectUri: null,
    userCode: null,
    verificationUri: null,
    verificationUriComplete: null,
  },
  ...{ message: null, todo: null },
};

export function createAttempt({ actor, subject, exchange, now, onChange, onTimeOut }: Given): Attempt {
  const id = signInId.parse(uuidv7());
  const ending = new AbortController();
  let state: SignInState = { id, connectionId: subject.id, status: 'waiting', expiresAt: now(), ...nothingYet };
  let awaited: { state: string; receive: Receive } | null = null;
  let timer: NodeJS.Timeout | undefined;
  const isOpen = () => state.status === 'waiting' || state.status === 'exchanging';
  const finish = (changes: Partial<SignInState>) => {
    if (!isOpen()) return;
    clearTimeout(timer);
    state = { ...state, ...changes };
    ending.abort();
    onChange(attempt);
  };
  const attempt: Attempt = {
    ...{ id, actor, subject, exchange, signal: ending.signal, isOpen },
    view: () => state,
    show: (changes) => {
      state = { ...state, ...changes };
      onChange(attempt);
    },
    expect: (value, receive) => {
      awaited = { state: value, receive };
    },
    expects: (value) => awaited?.state === value,
    receive: (parameters) => awaited?.receive(parameters),
    end: (status, message, todo = null) => finish({ status, message, todo }),
    cancel: (message) => finish({ status: 'cancelled', message }),
    endAt: (time) => {
      clearTimeout(timer);
      state = { ...state, expiresAt: time };
      timer = setTimeout(() => isOpen() && onTimeOut(attempt), Math.max(0, time - now())).unref();
    },
  };
  return attempt;
}
