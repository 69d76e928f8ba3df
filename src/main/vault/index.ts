export type { KeychainAdapter } from './keychain.ts';
