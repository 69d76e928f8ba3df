import type { ConnectionId, SignInId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import { oauthFaults, type SignInState } from '#contract/oauth.ts';
import { requireVisible } from '#main/domains/connections/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { OAuthDeps } from '../deps.ts';
import { failureOf } from '../doctor/findings.ts';
import { signInUnknown } from '../faults.ts';
import { type OAuthConnection, openClientSecret, requireOAuthConnection } from '../oauthConnection.ts';
import type { Endpoint } from '../protocol/authorizationServer.ts';
import { prepareClient, withClockCorrection } from '../protocol/client.ts';
import { createRecorder } from '../protocol/recorder.ts';
import { grantUnattended, isUnattended } from '../protocol/tokenGrants.ts';
import { requireOpenVault } from '../tokens/tokenStore.ts';
import { readTokenRow } from '../tokens/tokenTable.ts';
import { codeSignIn } from './codeSignIn.ts';
import { completeSignIn, failSignIn, noteTokenRequest, saveFailure } from './completion.ts';
import { deviceSignIn } from './deviceSignIn.ts';
import { createSignIn, type SignIn } from './signIns.ts';

/**
 * Begins a sign-in and answers where it stands: a page to open, a code to type, or tokens already. An older sign-in of the same
 * connection ends. Throws CONFIG_INVALID, DISCOVERY_FAILED, REDIRECT_PORT_TAKEN, SIGN_IN_FAILED, VAULT_LOCKED or a network fault.
 */
export async function startSignIn(
  deps: OAuthDeps,
  actor: Actor,
  { connectionId, open }: { connectionId: ConnectionId; open: boolean },
): Promise<SignInState> {
  requireRole(actor, 'editor');
  const connection = requireOAuthConnection(deps.store.read, actor, connectionId);
  requireOpenVault(deps);
  const secret = openClientSecret(deps, connection);
  for (const older of deps.signIns.all()) {
    if (older.connection.id === connection.id) older.cancel('A newer sign-in took its place.');
  }
  const signIn = newSignIn(deps, actor, connection);
  try {
    await run(deps, signIn, secret, open);
  } catch (error) {
    throw failureToStart(deps, signIn, error);
  }
  return signIn.view();
}

function newSignIn(deps: OAuthDeps, actor: Actor, connection: OAuthConnection): SignIn {
  const signIn = createSignIn({
    actor,
    connection,
    recorder: createRecorder(deps, 'person'),
    now: deps.now,
    onChange: ({ id }) => deps.events.changed('oauth', connection.tenantId, [id, connection.id]),
    onTimeOut: (late) => timeOut(deps, late),
  });
  deps.signIns.add(signIn);
  return signIn;
}

async function run(deps: OAuthDeps, signIn: SignIn, secret: string | null, open: boolean): Promise<void> {
  const { connection, recorder, signal } = signIn;
  const { config } = connection;
  const skewMs = readTokenRow(deps.store.read, connection)?.clockSkewMs ?? null;
  if (isUnattended(config)) return await signInUnattended(deps, signIn, secret, skewMs);
  const client = await prepareClient({ recorder, config, secret, skewMs, signal }, endpointsOf[config.grant]);
  if (config.grant === 'deviceCode') return await deviceSignIn(deps, signIn, client, open);
  return await codeSignIn(deps, signIn, client, open);
}

const endpointsOf: Record<OAuthConnection['config']['grant'], readonly Endpoint[]> = {
  authorizationCode: ['authorization', 'token'],
  implicit: ['authorization'],
  deviceCode: ['deviceAuthorization', 'token'],
  clientCredentials: ['token'],
  password: ['token'],
};

/** What prevents a sign-in from beginning is thrown at once; its steps are kept for the doctor. */
function failureToStart(deps: OAuthDeps, signIn: SignIn, error: unknown): unknown {
  if (!signIn.isOpen()) return error;
  saveFailure(deps, signIn);
  const fault = error instanceof Fault ? error : failureOf(signIn.recorder, error, 'SIGN_IN_FAILED');
  signIn.end('failed', fault.message, fault.data.todo ?? null);
  return fault;
}

/** Fetches tokens at once, by client credentials or password; nobody has to open a page. */
async function signInUnattended(
  deps: OAuthDeps,
  signIn: SignIn,
  secret: string | null,
  skewMs: number | null,
): Promise<void> {
  const { recorder, connection, signal } = signIn;
  const { config } = connection;
  signIn.show({ status: 'exchanging' });
  try {
    const granted = await withClockCorrection({ recorder, config, secret, skewMs, signal }, ['token'], (client) => {
      noteTokenRequest(deps, signIn, client.server.metadata.token_endpoint ?? '');
      return grantUnattended(client, secret);
    });
    if (signIn.isOpen()) completeSignIn(deps, signIn, granted);
  } catch (error) {
    if (signIn.isOpen()) failSignIn(deps, signIn, error);
  }
}

/** Ends a sign-in that nobody finished in time. */
function timeOut(deps: OAuthDeps, signIn: SignIn): void {
  signIn.recorder.note({ name: 'redirect', code: 'TIMED_OUT', error: 'Nobody finished the sign-in in time.' });
  failSignIn(
    deps,
    signIn,
    oauthFaults.fault('SIGN_IN_TIMED_OUT', 'Nobody finished the sign-in in time.', {
      kept: 'The tokens of before are kept.',
      todo: 'Begin again, and finish the page that opens.',
    }),
  );
}

type Deps = Pick<OAuthDeps, 'store' | 'signIns'>;

/** Where a sign-in stands. Throws SIGN_IN_UNKNOWN. */
export function signInState(deps: Deps, actor: Actor, { id }: { id: SignInId }): SignInState {
  return requireSignIn(deps, actor, id).view();
}

/** Ends a sign-in without tokens; one that has ended stays as it is. Throws SIGN_IN_UNKNOWN. */
export function cancelSignIn(deps: OAuthDeps, actor: Actor, { id }: { id: SignInId }): SignInState {
  requireRole(actor, 'editor');
  const signIn = requireSignIn(deps, actor, id);
  if (signIn.isOpen()) {
    signIn.cancel('The sign-in was cancelled.');
    saveFailure(deps, signIn);
  }
  return signIn.view();
}

function requireSignIn({ signIns, store }: Deps, actor: Actor, id: SignInId): SignIn {
  const signIn = signIns.find(id);
  if (signIn === undefined || signIn.connection.tenantId !== actor.tenantId) throw signInUnknown();
  if (signIn.actor.userId !== actor.userId) requireVisible(store.read, actor, signIn.connection.id);
  return signIn;
}
