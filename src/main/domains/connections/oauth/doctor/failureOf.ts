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
  if (first === undefined || first.code === 'ALL_WELL') throw error;
  const kept = 'The connection and the tokens that it had are kept.';
  return oauthFaults.fault(code, `${first.title}. ${first.explanation}`, {
    kept,
    ...(first.fix ? { todo: first.fix } : {}),
  });
}
