import { oauthFaults } from '#contract/oauth.ts';

export const configInvalid = (message: string, todo: string, field?: string) =>
  oauthFaults.fault('CONFIG_INVALID', message, { kept: 'Nothing was sent.', todo, ...(field ? { field } : {}) });

export const needsSignIn = (name: string, reason: string | null) =>
  oauthFaults.fault('NEEDS_SIGN_IN', `${name} needs a sign-in. ${reason ?? 'It has no token yet.'}`.trim(), {
    kept: 'The connection and its settings are kept.',
    todo: 'Sign in with the connection again.',
  });

export const signInUnknown = () =>
  oauthFaults.fault('SIGN_IN_UNKNOWN', 'This sign-in has ended or was never started.', { todo: 'Start a new one.' });
