import { setTimeout as delay } from 'node:timers/promises';
import * as oauth from 'oauth4webapi';
import { Fault } from '#contract/fault.ts';
import type { DoctorStep } from '#contract/oauth.ts';
import type { OAuthContext } from '../context.ts';
import { isSignInPage } from '../protocol/authorizationRequest.ts';
import {
  type Grant,
  grantByDeviceCode,
  type OAuthClient,
  requestOptions,
  startParameters,
} from '../protocol/client.ts';
import { type DeviceCode, readDeviceCode } from '../protocol/deviceCode.ts';
import { readFields, refusesForGood } from '../protocol/serverAnswer.ts';
import { NoToken } from '../protocol/tokenAnswer.ts';
import { completeSignIn, failSignIn, noteTokenRequest } from './completion.ts';
import type { SignIn } from './signIns.ts';

/** Requests a code that a person types on another page, and polls until they did (RFC 8628). */
export async function deviceSignIn(
  context: OAuthContext,
  signIn: SignIn,
  client: OAuthClient,
  open: boolean,
): Promise<void> {
  const code = await requestDeviceCode(client);
  const { userCode, verificationUri, verificationUriComplete } = code;
  signIn.show({ userCode, verificationUri, verificationUriComplete });
  signIn.endAt(code.expiresAt);
  const page = verificationUriComplete ?? verificationUri;
  if (open && isSignInPage(page) && context.openExternal(page)) signIn.show({ opened: true });
  void poll(signIn, client, code)
    .then((granted) => {
      if (granted === null) return;
      completeSignIn(context, signIn, granted);
    })
    .catch((error: unknown) => {
      if (signIn.isOpen()) failSignIn(context, signIn, error);
    });
  noteTokenRequest(context, signIn, client.server.metadata.token_endpoint ?? '');
}

async function poll(signIn: SignIn, client: OAuthClient, code: DeviceCode): Promise<Grant | null> {
  let waitMs = code.intervalMs;
  while (signIn.isOpen()) {
    await delay(waitMs, undefined, { signal: signIn.signal }).catch(() => undefined);
    if (!signIn.isOpen()) return null;
    try {
      return await grantByDeviceCode({ ...client, signal: undefined }, code.deviceCode);
    } catch (error) {
      waitMs = nextWait(client.recorder.last(), error, waitMs);
    }
  }
  return null;
}

/** RFC 8628 section 3.5: `slow_down` adds five seconds for good. */
const slowerMs = 5_000;
/** Nobody at the screen waits longer than this between two polls. */
const longestWaitMs = 60_000;

/** How many milliseconds to wait before the next poll, after what came of the last one; throws what ends the polling. */
export function nextWait(step: DoctorStep | undefined, error: unknown, waitMs: number): number {
  if (/^(authorization_pending|precondition_required)$/.test(step?.code ?? '')) return waitMs;
  if (step?.code === 'slow_down') return Math.min(waitMs + slowerMs, longestWaitMs);
  // The same section asks to back off where the connection fails; a server that cannot answer now is no different.
  const isOffline = error instanceof Fault && /^(TIMED_OUT|CONNECTION_(LOST|REFUSED)|DNS_FAILED)$/.test(error.code);
  const isOver = step === undefined || refusesForGood(step);
  if (!isOffline && (isOver || !isBusy(step.status))) throw error;
  return Math.min(Math.max(waitMs * 2, retryAfter(step?.responseHeaders ?? [])), longestWaitMs);
}

const isBusy = (status: number | null): boolean =>
  status !== null && (status === 408 || status === 429 || status >= 500);

/** Milliseconds that a server asks to wait; 0 where it does not say. */
function retryAfter(headers: DoctorStep['responseHeaders']): number {
  const value = headers.find(({ name }) => name.toLowerCase() === 'retry-after')?.value ?? '';
  return /^\d+$/.test(value.trim()) ? Number(value) * 1_000 : 0;
}

async function requestDeviceCode(client: OAuthClient): Promise<DeviceCode> {
  const { server, identity, auth, config, recorder } = client;
  const options = requestOptions(client, 'device');
  const parameters = startParameters(config);
  const response = await oauth.deviceAuthorizationRequest(server.metadata, identity, auth, parameters, options);
  const refusal = recorder.last();
  if (refusal?.code) throw new NoToken(refusal.error ?? refusal.code);
  try {
    const code = readDeviceCode(readFields(await response.text()) ?? {}, recorder.now());
    recorder.hide(code.deviceCode);
    return code;
  } catch (error) {
    recorder.failLast('MALFORMED_ANSWER', error instanceof Error ? error.message : String(error));
    throw error;
  }
}
