import { oauthFaults } from '#contract/oauth.ts';
import { isInside } from '#main/domains/connections/index.ts';

/** Secrets go to https addresses, or over plain http to places inside. Throws CONFIG_INVALID. */
export function requireSafeEndpoint(address: string): void {
  const url = URL.parse(address);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isInside(url.hostname))) return;
  throw oauthFaults.fault('CONFIG_INVALID', `${url?.origin ?? address} is not an address for secrets.`, {
    kept: 'Nothing was sent to it.',
    todo: 'Use the https address of the authorization server.',
  });
}

/** Whether a page that a server names may be opened in the person's browser: https, or http on this machine. */
export function isSignInPage(address: string): boolean {
  const url = URL.parse(address);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return (
    url.protocol === 'https:' || (url.protocol === 'http:' && /^(127\.0\.0\.1|\[::1\]|localhost)$/.test(url.hostname))
  );
}
