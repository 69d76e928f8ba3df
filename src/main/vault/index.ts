export { type After, lockedFault } from './context.ts';
export { createVault, type Vault, type VaultOptions } from './createVault.ts';
export { type KeychainAdapter, KeychainProblem } from './keychain.ts';
export { keychainOfEnvironment, osKeychain, osKeychainBusy } from './osKeychain.ts';
export { secretHint } from './sealedSecrets.ts';
export { openBytes, sealBytes } from './sealing.ts';
export { type SecretOwner, type SecretRow, settingsOf } from './table.ts';
