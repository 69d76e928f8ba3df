export {
  createSignIns,
  createTokenSource,
  finishSignIn,
  oauthHandlers,
} from '../oauth/index.ts';
export { mayEdit, requireUsable } from './access.ts';
export { connectionsAffected } from './affected.ts';
export { applyConnection, type SignedRequest, showConnection } from './applyConnection.ts';
export { type Ask, askOf } from './ask.ts';
export { checkConnection } from './check.ts';
export { createConnection, createDefaultConnection } from './create.ts';
export type { SecretMaterial, UnsignedRequest } from './credentials/credentialKind.ts';
export type { ConnectionsDeps, Use, UseCounts, UsedIds, UsersOf } from './deps.ts';
export { hostRefused } from './faults.ts';
export { connectionsHandlers } from './handlers.ts';
export { secretMayGoTo } from './hostBinding.ts';
export { readManyReachable as readConnections, readReachable as readConnection } from './list.ts';
export { moveHost } from './moveHost.ts';
export { noteUse } from './noteUse.ts';
export { purgeRotations } from './rotate.ts';
export { type ConnectedRequest, sendConnected, signConnected } from './sendConnected.ts';
export { type ConnectionRow, connections } from './table.ts';
export { tellExpired } from './tellExpired.ts';
export type { TokenSource } from './tokenSource.ts';
export { usableConnections } from './usable.ts';
export { whyUnfit } from './whyUnfit.ts';
