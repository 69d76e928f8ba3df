export type { OAuthDeps } from './deps.ts';
export { oauthHandlers } from './handlers.ts';
export { createSignIns, type SignIns } from './signIn/createSignIns.ts';
export { finishSignIn } from './signIn/finishSignIn.ts';
export { createTokenSource, type OAuthTokenSource } from './tokens/createTokenSource.ts';
