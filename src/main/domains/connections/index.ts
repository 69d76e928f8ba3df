export { mayEdit, requireEditable, requireUsable, requireVisible, usableConnections } from './access.ts';
export { checkConnection } from './check.ts';
export { createConnection, createDefaultConnection } from './create.ts';
export { applyConnection, type SignedRequest, showConnection } from './credentials/apply.ts';
export type { SecretMaterial, UnsignedRequest } from './credentials/credentialKind.ts';
export { fillServer, isInside, secretMayGoTo } from './credentials/hosts.ts';
export { fieldsOf } from './credentials/secrets.ts';
export { type ConnectedRequest, sendConnected, signConnected } from './credentials/send.ts';
export type { AccessToken, ConnectionsDeps, TokenSource, Use, UseCounts, UsedIds, UsersOf } from './deps.ts';
export { hostRefused } from './faults.ts';
export { connectionsHandlers } from './handlers.ts';
export { recordUse, resumeConnection, sendExpiryNotices, suspendConnection } from './lifecycle.ts';
export { readManyReachable as readConnections, readReachable as readConnection } from './read.ts';
export {
  connectionsAffected,
  findScheme,
  type IntegrationRequirements,
  readRequirements,
  unmetRequirement,
} from './requirements.ts';
export { purgeRotations } from './rotate.ts';
export { type ConnectionRow, connections, oauthPart } from './table.ts';
export { moveHost } from './update.ts';
