import { schemeRedirect } from './codeSignIn.ts';
import type { SignIns } from './createSignIns.ts';

/** Longer than any answer; a link comes from whoever wants to make one. */
const longest = 8_192;

/**
 * Takes an answer that came as a `patchbay://` link. Only one with the state of a sign-in that waits has any effect.
 * @returns whether it belonged to one
 */
export async function finishSignIn(signIns: SignIns, link: string): Promise<boolean> {
  const parameters = readLink(link);
  const state = parameters?.get('state');
  const attempt = state ? signIns.waitingFor(state) : undefined;
  if (!parameters || attempt?.subject.config.redirect.kind !== 'scheme') return false;
  await attempt.receive(parameters);
  return true;
}

function readLink(link: string): URLSearchParams | null {
  if (link.length > longest || !link.startsWith(schemeRedirect)) return null;
  const rest = link.slice(schemeRedirect.length);
  return /^\/?[?#]/.test(rest) ? new URLSearchParams(rest.replace(/^\/?[?#]/, '').replace('#', '&')) : null;
}
