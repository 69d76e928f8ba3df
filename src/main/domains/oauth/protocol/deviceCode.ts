import * as oauth from 'oauth4webapi';
import { grantParameters, type OAuthClient, requestOptions } from './client.ts';

/** What a person types where, and how often to poll meanwhile (RFC 8628 section 3.2). */
export interface DeviceCode {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete: string | null;
  readonly expiresAt: number;
  /** Milliseconds between polls. */
  readonly intervalMs: number;
}

export async function requestDeviceCode(client: OAuthClient): Promise<DeviceCode> {
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
