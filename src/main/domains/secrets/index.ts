export { readAutoLock, type SecretsDeps, secretsHandlers } from './handlers.ts';
