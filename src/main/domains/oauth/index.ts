export type { OAuthPorts } from './context.ts';
export { createOAuth, type OAuthApi } from './domain.ts';
export { createTokenSource, type OAuthTokenSource } from './tokens/tokenSource.ts';
