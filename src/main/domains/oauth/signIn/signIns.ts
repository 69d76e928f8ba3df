import { type SignInId, signInId } from '#contract/common.ts';
import type { SignInState } from '#contract/oauth.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { uuidv7 } from '#main/store/index.ts';
import type { StepRecorder } from '../protocol/recorder.ts';
import type { OAuthConnection } from '../tokens/tokenTable.ts';

/** What the browser shows when it has brought its answer. */
export interface Page {
  readonly ok: boolean;
  readonly title: string;
  readonly text: string;
}

type ReceiveRedirect = (parameters: URLSearchParams) => Promise<Page>;

/** One sign-in, from its beginning to its end. */
export interface SignIn {
  readonly id: SignInId;
  readonly actor: Actor;
  readonly connection: OAuthConnection;
  readonly recorder: StepRecorder;
  /** Aborts with the end of the sign-in, however it ends. */
  readonly signal: AbortSignal;
  /** How many pages stay with it. */
  attendants: number;
  view(): SignInState;
  isOpen(): boolean;
  show(changes: Partial<Omit<SignInState, 'id' | 'connectionId'>>): void;
  /** From now on a redirect with this state belongs here. */
  expect(state: string, receive: ReceiveRedirect): void;
  expects(state: string): boolean;
  receive(parameters: URLSearchParams): Promise<Page> | undefined;
  end(status: 'done' | 'failed', message: string, todo?: string | null): void;
  cancel(message: string): void;
  /** Nobody finished by this time: fails. */
  endAt(time: number): void;
}

/** For an answer that comes once more. */
export const alreadyPage: Page = {
  ok: true,
  title: 'Already signed in here',
  text: 'Another window brought the answer. You can close this one.',
};

interface SignInSettings {
  readonly actor: Actor;
  readonly connection: OAuthConnection;
  readonly recorder: StepRecorder;
  readonly now: () => number;
  /** Called after every change that a page shows. */
  readonly onChange: (signIn: SignIn) => void;
  readonly onTimeOut: (signIn: SignIn) => void;
}

const nothingYet = {
  authorizationUrl: null,
  opened: false,
  redirectUri: null,
  registerUri: null,
  userCode: null,
  verificationUri: null,
  verificationUriComplete: null,
  message: null,
  todo: null,
};

export function createSignIn({ actor, connection, recorder, now, onChange, onTimeOut }: SignInSettings): SignIn {
  const id = signInId.parse(uuidv7());
  const ending = new AbortController();
  let state: SignInState = { id, connectionId: connection.id, status: 'waiting', expiresAt: now(), ...nothingYet };
  let awaited: { state: string; receive: ReceiveRedirect } | null = null;
  let timer: NodeJS.Timeout | undefined;
  const isOpen = () => state.status === 'waiting' || state.status === 'exchanging';
  const finish = (changes: Partial<SignInState>) => {
    if (!isOpen()) return;
    clearTimeout(timer);
    state = { ...state, ...changes };
    // What it opened and was told goes with its end; how it ended stays to be asked for.
    recorder.forget();
    if (awaited !== null) awaited = { state: awaited.state, receive: async () => alreadyPage };
    ending.abort();
    onChange(signIn);
  };
  const signIn: SignIn = {
    id,
    actor,
    connection,
    recorder,
    signal: ending.signal,
    attendants: 0,
    isOpen,
    view: () => state,
    show: (changes) => {
      state = { ...state, ...changes };
      onChange(signIn);
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
      timer = setTimeout(() => isOpen() && onTimeOut(signIn), Math.max(0, time - now())).unref();
    },
  };
  return signIn;
}

/** The sign-ins of this process: those under way, and for a while those that ended, so that a page can ask how. */
export interface SignIns {
  add(signIn: SignIn): void;
  find(id: SignInId): SignIn | undefined;
  /** The one that waits for a redirect with this state. */
  waitingFor(state: string): SignIn | undefined;
  all(): readonly SignIn[];
  /** Ends everything, and says why. */
  cancelAll(message: string): void;
}

const mostKept = 200;

export function createSignIns(): SignIns {
  const signIns = new Map<SignInId, SignIn>();
  return {
    add: (signIn) => {
      signIns.set(signIn.id, signIn);
      for (const [id, old] of signIns) {
        if (signIns.size <= mostKept) break;
        if (!old.isOpen()) signIns.delete(id);
      }
    },
    find: (id) => signIns.get(id),
    waitingFor: (state) => [...signIns.values()].find((signIn) => signIn.expects(state)),
    all: () => [...signIns.values()],
    cancelAll: (message) => {
      for (const signIn of signIns.values()) signIn.cancel(message);
    },
  };
}
