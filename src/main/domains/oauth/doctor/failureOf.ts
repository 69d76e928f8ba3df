import { Fault } from '#contract/fault.ts';
import { networkFaults } from '#contract/network.ts';
import { oauthFaults } from '#contract/oauth.ts';
import type { Exchange } from '../protocol/openExchange.ts';
import { findingsOf } from './findingsOf.ts';

const nothingKnown = { requestedScopes: [], grantedScopes: null };

/** Why an exchange failed, in words for the person: a fault that says more passes, the rest is read from the steps. */
export function failureOf(exchange: Exchange, error: unknown, code: 'SIGN_IN_FAILED' | 'REFRESH_FAILED'): Fault {
  if (error instanceof Fault && !(error.code in networkFaults.map)) return error;
  if (error instanceof Fault && error.code === 'CANCELLED') return error;
  const [first] = findingsOf(exchange.steps(), nothingKnown);
  if (first === undefined || first.code === 'ALL_WELL') return unexplained(code, error);
  const kept = 'The connection and the tokens that it had are kept.';
  return oauthFaults.fault(code, `${first.title}. ${first.explanation}`, {
    kept,
    ...(first.fix ? { todo: first.fix } : {}),
  });
}

/** A defect of ours rather than of the server; its name is told, and never its text, which may hold anything. */
function unexplained(code: 'SIGN_IN_FAILED' | 'REFRESH_FAILED', error: unknown): Fault {
  const name = error instanceof Error ? error.name : typeof error;
  return oauthFaults.fault(code, `The exchange failed inside Patchbay (${name}).`, {
    kept: 'The connection and the tokens that it had are kept.',
    todo: 'Try again; if it stays so, report it with the steps that the doctor shows.',
  });
}
