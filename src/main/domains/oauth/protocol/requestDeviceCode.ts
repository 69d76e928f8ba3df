import * as oauth from 'oauth4webapi';
import { optionsOf, scopeParameter, type Talk, targetParameters } from './options.ts';

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

export async function requestDeviceCode(talk: Talk): Promise<DeviceCode> {
  const { server, client, config, exchange } = talk;
  const parameters = { ...config.extraParameters, ...targetParameters(config), ...scopeParameter(config) };
  const response = await oauth.deviceAuthorizationRequest(
    server.metadata,
    client.client,
    client.auth,
    parameters,
    optionsOf(talk, 'device'),
  );
  try {
    const answer = await oauth.processDeviceAuthorizationResponse(server.metadata, client.client, response);
    exchange.hide(answer.device_code);
    return {
      ...{ deviceCode: answer.device_code, userCode: answer.user_code, verificationUri: answer.verification_uri },
      verificationUriComplete: answer.verification_uri_complete ?? null,
      expiresAt: exchange.now() + answer.expires_in * 1_000,
      intervalMs: (answer.interval ?? usualSeconds) * 1_000,
    };
  } catch (error) {
    exchange.blame('MALFORMED_ANSWER', error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** RFC 8628 section 3.2, where the server names no interval. */
const usualSeconds = 5;
