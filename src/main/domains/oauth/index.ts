export type { OAuthDeps } from './deps.ts';
export { oauthHandlers } from './handlers.ts';
export { finishSignIn } from './signIn/codeSignIn.ts';
export { createSignIns, type SignIns } from './signIn/signIns.ts';
export { createTokenSource, type OAuthTokenSource } from './tokens/tokenSource.ts';
