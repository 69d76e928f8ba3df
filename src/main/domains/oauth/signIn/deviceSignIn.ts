import { setTimeout as delay } from 'node:timers/promises';
import * as oauth from 'oauth4webapi';
import { Fault } from '#contract/fault.ts';
import type { OAuthContext } from '../context.ts';
import { isSignInPage } from '../protocol/authorizationRequest.ts';
import {
  type GrantedTokens,
  grantByDeviceCode,
  grantParameters,
  type OAuthClient,
  requestOptions,
} from '../protocol/client.ts';
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
  if (open && isSignInPage(page)) context.openExternal(page);
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

/** RFC 8628 section 3.5: `slow_down` adds five seconds for good. */
const slowerMs = 5_000;

async function poll(signIn: SignIn, client: OAuthClient, code: DeviceCode): Promise<GrantedTokens | null> {
  let waitMs = code.intervalMs;
  while (signIn.isOpen()) {
    await delay(waitMs, undefined, { signal: signIn.signal }).catch(() => undefined);
    if (!signIn.isOpen()) return null;
    try {
      return await grantByDeviceCode({ ...client, signal: undefined }, code.deviceCode);
    } catch (error) {
      waitMs += extraDelay(client, error, waitMs);
    }
  }
  return null;
}

/** How much longer to wait before the next poll; throws what ends the polling. */
function extraDelay({ recorder }: OAuthClient, error: unknown, waitMs: number): number {
  const code = recorder.lastCode();
  if (code === 'authorization_pending') return 0;
  if (code === 'slow_down') return slowerMs;
  // The same section asks to back off where the connection fails.
  if (error instanceof Fault && /^(TIMED_OUT|CONNECTION_(LOST|REFUSED)|DNS_FAILED)$/.test(error.code)) return waitMs;
  throw error;
}

/** What a person types where, and how often to poll meanwhile (RFC 8628 section 3.2). */
interface DeviceCode {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete: string | null;
  readonly expiresAt: number;
  /** Milliseconds between polls. */
  readonly intervalMs: number;
}

async function requestDeviceCode(client: OAuthClient): Promise<DeviceCode> {
  const { server, identity, auth, config, recorder } = client;
  const response = await oauth.deviceAuthorizationRequest(
    server.metadata,
    identity,
    auth,
    grantParameters(config),
    requestOptions(client, 'device'),
  );
  try {
    const body = await oauth.processDeviceAuthorizationResponse(server.metadata, identity, response);
    recorder.hide(body.device_code);
    return {
      deviceCode: body.device_code,
      userCode: body.user_code,
      verificationUri: body.verification_uri,
      verificationUriComplete: body.verification_uri_complete ?? null,
      expiresAt: recorder.now() + body.expires_in * 1_000,
      intervalMs: (body.interval ?? usualSeconds) * 1_000,
    };
  } catch (error) {
    recorder.failLast('MALFORMED_ANSWER', error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** RFC 8628 section 3.2, where the server names no interval. */
const usualSeconds = 5;
