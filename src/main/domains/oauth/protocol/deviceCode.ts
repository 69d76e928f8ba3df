import { webAddress } from '#core/http/webAddress.ts';
import { type Fields, filledText, secondsIn } from './serverAnswer.ts';
import { NoToken } from './tokenAnswer.ts';

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

/** Where the server names no interval, and no end. */
const usualSeconds = { interval: 5, expires: 900 };
const most = { interval: 60, expires: 86_400 };

/**
 * Reads the answer to a request for a device code, also with `verification_url` as drafts of the standard had it, numbers as text, and
 * numbers out of all bounds. Throws NoToken.
 */
export function readDeviceCode(answer: Fields, now: number): DeviceCode {
  const text = (...names: string[]) => filledText(answer, ...names);
  const seconds = Math.min(secondsIn(answer, 'expires_in', 'expiresIn') ?? usualSeconds.expires, most.expires);
  const interval = Math.min(secondsIn(answer, 'interval') ?? usualSeconds.interval, most.interval);
  return {
    deviceCode: required(text('device_code', 'deviceCode'), 'device code'),
    userCode: required(text('user_code', 'userCode'), 'code for the person').slice(0, 100),
    verificationUri: required(
      webAddress(text('verification_uri', 'verification_url', 'verificationUri')),
      'page for the code that is a web address',
    ),
    verificationUriComplete: webAddress(text('verification_uri_complete', 'verification_url_complete')),
    expiresAt: now + Math.round(seconds * 1_000),
    intervalMs: Math.max(200, interval * 1_000),
  };
}

function required(value: string | null, what: string): string {
  if (value === null) throw new NoToken(`The answer has no ${what}.`);
  return value;
}
