export {
  type ConnectionReach,
  connectionFor,
  mayEdit,
  requireEditable,
  requireUsable,
  requireVisible,
  usableConnections,
} from './access.ts';
export { type Checked, checkConnection } from './check.ts';
export type { AccessToken, ConnectionsContext, TokenSource } from './context.ts';
export { createConnection } from './create.ts';
export { applyConnection, type SignedRequest, showConnection } from './credentials/apply.ts';
export type { SecretMaterial, UnsignedRequest } from './credentials/credentialKind.ts';
export { isInside, secretMayGoTo } from './credentials/hosts.ts';
export { fieldsOf } from './credentials/secrets.ts';
export { type ConnectedRequest, sendConnected, signConnected } from './credentials/send.ts';
export { createConnections } from './domain.ts';
export { connectionFacts, privacyOf } from './facts.ts';
export { hostRefused } from './faults.ts';
export { readState, recordUse, resumeConnection, suspendConnection } from './lifecycle.ts';
export {
  findScheme,
  readRequirements,
  unmetRequirement,
} from './requirements.ts';
export { type ConnectionRow, connectionStates, connections, oauthPart } from './table.ts';
export { moveHost } from './update.ts';
