import type { ConnectionId, SignInId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import { oauthFaults, type SignInState } from '#contract/oauth.ts';
import { requireVisible } from '#main/domains/connections/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { OAuthContext } from '../context.ts';
import { failureOf, noteFailure } from '../doctor/doctor.ts';
import { signInUnknown } from '../faults.ts';
import { openClientSecret, requireOAuthConnection, requireOpenVault } from '../oauthConnection.ts';
import type { Endpoint } from '../protocol/authorizationServer.ts';
import { grantUnattended, isUnattended, prepareClient, withClockCorrection } from '../protocol/client.ts';
import type { ServerHabits } from '../protocol/clientIdentity.ts';
import { createRecorder } from '../protocol/recorder.ts';
import { habitsOf, type OAuthConnection, readTokenRow, requireTokenRow, writeConfirmed } from '../tokens/tokenTable.ts';
import { codeSignIn } from './codeSignIn.ts';
import { completeSignIn, failSignIn, noteTokenRequest, saveFailure } from './completion.ts';
import { deviceSignIn } from './deviceSignIn.ts';
import { createSignIn, type SignIn } from './signIns.ts';

interface SignInInput {
  readonly connectionId: ConnectionId;
  readonly open: boolean;
  /** What the person said yes to. */
  readonly confirmedOrigins?: readonly string[] | undefined;
}

/**
 * Begins a sign-in and answers where it is: a page to open, a code to type, or tokens already. An older sign-in of the same
 * connection ends. Throws CONFIG_INVALID, DISCOVERY_FAILED, ORIGIN_UNCONFIRMED, REDIRECT_PORT_TAKEN, SIGN_IN_FAILED, VAULT_LOCKED or a network fault.
 */
export async function startSignIn(
  context: OAuthContext,
  actor: Actor,
  { connectionId, open, confirmedOrigins = [] }: SignInInput,
): Promise<SignInState> {
  requireRole(actor, 'editor');
  const connection = requireOAuthConnection(context.store.read, actor, connectionId);
  requireOpenVault(context);
  const secret = openClientSecret(context, connection);
  if (confirmedOrigins.length > 0) confirmOrigins(context, connection, confirmedOrigins);
  for (const older of context.signIns.all()) {
    if (older.connection.id === connection.id) older.cancel('A newer sign-in took its place.');
  }
  const signIn = newSignIn(context, actor, connection);
  try {
    await run(context, signIn, secret, open);
  } catch (error) {
    throw failureToStart(context, signIn, error);
  }
  return signIn.view();
}

/** Lets the secrets of a connection go to what a person said yes to. */
function confirmOrigins(context: OAuthContext, connection: OAuthConnection, origins: readonly string[]): void {
  context.store.write((w) => {
    const known = requireTokenRow(w, connection).confirmedOrigins ?? [];
    writeConfirmed(context, w, connection, [...new Set([...origins, ...known])]);
  });
}

function newSignIn(context: OAuthContext, actor: Actor, connection: OAuthConnection): SignIn {
  const signIn = createSignIn({
    actor,
    connection,
    recorder: createRecorder(context, 'person'),
    now: context.now,
    onChange: ({ id }) => context.facts.signal('signInState', connection.tenantId, [id, connection.id]),
    onTimeOut: (late) => timeOut(context, late),
  });
  context.signIns.add(signIn);
  return signIn;
}

async function run(context: OAuthContext, signIn: SignIn, secret: string | null, open: boolean): Promise<void> {
  const { connection, recorder, signal } = signIn;
  const { config } = connection;
  const habits = habitsOf(readTokenRow(context.store.read, connection));
  if (isUnattended(config)) return signInUnattended(context, signIn, secret, habits);
  const client = await prepareClient({ recorder, config, secret, habits, signal }, endpointsOf[config.grant]);
  if (config.grant === 'deviceCode') return deviceSignIn(context, signIn, client, open);
  return codeSignIn(context, signIn, client, open);
}

const endpointsOf: Record<OAuthConnection['config']['grant'], readonly Endpoint[]> = {
  authorizationCode: ['authorization', 'token'],
  implicit: ['authorization'],
  deviceCode: ['deviceAuthorization', 'token'],
  clientCredentials: ['token'],
  password: ['token'],
};

/** What prevents a sign-in from beginning is thrown at once; its steps are kept for the doctor. */
function failureToStart(context: OAuthContext, signIn: SignIn, error: unknown): unknown {
  if (!signIn.isOpen()) return error;
  const { recorder, connection } = signIn;
  noteFailure(recorder, error);
  saveFailure(context, signIn);
  const fault = error instanceof Fault ? error : failureOf(recorder, error, 'SIGN_IN_FAILED', connection.config);
  signIn.end('failed', fault.message, fault.data.todo ?? null);
  return fault;
}

/** Fetches tokens at once, by client credentials or password; nobody has to open a page. */
async function signInUnattended(
  context: OAuthContext,
  signIn: SignIn,
  secret: string | null,
  habits: ServerHabits,
): Promise<void> {
  const { recorder, connection, signal } = signIn;
  const { config } = connection;
  signIn.show({ status: 'exchanging' });
  try {
    const granted = await withClockCorrection({ recorder, config, secret, habits, signal }, ['token'], (client) => {
      noteTokenRequest(context, signIn, client.server.metadata.token_endpoint ?? '');
      return grantUnattended(client, secret);
    });
    if (signIn.isOpen()) completeSignIn(context, signIn, granted);
  } catch (error) {
    if (error instanceof Fault && error.code === 'ORIGIN_UNCONFIRMED') throw error;
    if (signIn.isOpen()) failSignIn(context, signIn, error);
  }
}

/** Ends a sign-in that nobody finished in time. */
function timeOut(context: OAuthContext, signIn: SignIn): void {
  signIn.recorder.note({ name: 'redirect', code: 'TIMED_OUT', error: 'Nobody finished the sign-in in time.' });
  failSignIn(
    context,
    signIn,
    oauthFaults.fault('SIGN_IN_TIMED_OUT', 'Nobody finished the sign-in in time.', {
      kept: 'The earlier tokens are kept.',
      todo: 'Start again and finish on the page that opens. If that page shows an error, see the OAuth doctor.',
    }),
  );
}

type Deps = Pick<OAuthContext, 'store' | 'signIns'>;

/** Where a sign-in stands. Throws SIGN_IN_UNKNOWN. */
export function signInState(context: Deps, actor: Actor, { id }: { id: SignInId }): SignInState {
  return requireSignIn(context, actor, id).view();
}

/** How long a page that went may take to come back, as one that is drawn again does. */
const returnMs = 1_000;

/**
 * Stays with a sign-in until it ends. Where everyone goes who stayed, one that waits at a port of this computer gives it up; what waits
 * elsewhere goes on. Throws SIGN_IN_UNKNOWN.
 */
export async function attendSignIn(
  context: OAuthContext,
  actor: Actor,
  { id }: { id: SignInId },
  gone: AbortSignal = new AbortController().signal,
): Promise<SignInState> {
  requireRole(actor, 'editor');
  const signIn = requireSignIn(context, actor, id);
  signIn.attendants += 1;
  await firstOf(signIn.signal, gone);
  signIn.attendants -= 1;
  if (signIn.isOpen()) setTimeout(() => giveUpPort(context, signIn), returnMs).unref();
  return signIn.view();
}

function giveUpPort(context: OAuthContext, signIn: SignIn): void {
  const { status, redirectUri } = signIn.view();
  if (signIn.attendants > 0 || status !== 'waiting' || !redirectUri?.startsWith('http:')) return;
  signIn.cancel('The page that waited for the sign-in was closed.');
  saveFailure(context, signIn);
}

function firstOf(...signals: readonly AbortSignal[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of signals) {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  }
  return promise;
}

/** Ends a sign-in without tokens; one that has ended stays as it is. Throws SIGN_IN_UNKNOWN. */
export function cancelSignIn(context: OAuthContext, actor: Actor, { id }: { id: SignInId }): SignInState {
  requireRole(actor, 'editor');
  const signIn = requireSignIn(context, actor, id);
  if (signIn.isOpen()) {
    signIn.cancel('The sign-in was cancelled.');
    saveFailure(context, signIn);
  }
  return signIn.view();
}

function requireSignIn({ signIns, store }: Deps, actor: Actor, id: SignInId): SignIn {
  const signIn = signIns.find(id);
  if (signIn === undefined || signIn.connection.tenantId !== actor.tenantId) throw signInUnknown();
  if (signIn.actor.userId !== actor.userId) requireVisible(store.read, actor, signIn.connection.id);
  return signIn;
}
