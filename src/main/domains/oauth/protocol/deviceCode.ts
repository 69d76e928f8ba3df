import * as oauth from 'oauth4webapi';
import { grantParameters, type OAuthClient, requestOptions } from './client.ts';

/** What a person types where, and how often to ask meanwhile (RFC 8628 section 3.2). */
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
    const answer = await oauth.processDeviceAuthorizationResponse(server.metadata, identity, response);
    recorder.hide(answer.device_code);
    return {
      deviceCode: answer.device_code,
      userCode: answer.user_code,
      verificationUri: answer.verification_uri,
      verificationUriComplete: answer.verification_uri_complete ?? null,
      expiresAt: recorder.now() + answer.expires_in * 1_000,
      intervalMs: (answer.interval ?? usualSeconds) * 1_000,
    };
  } catch (error) {
    recorder.failLast('MALFORMED_ANSWER', error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** RFC 8628 section 3.2, where the server names no interval. */
const usualSeconds = 5;
