export { type Checked, checkConnection } from './check.ts';
export type { AccessToken, ConnectionsContext, TokenSource } from './context.ts';
export { createConnection } from './create.ts';
export { handCredentials } from './credentials/byHand.ts';
export type { SecretMaterial, UnsignedRequest } from './credentials/credentialKind.ts';
export {
  type Destinations,
  destinationsOf,
  isInside,
  recordSignedIn,
  requireDestinations,
} from './credentials/destinations.ts';
export { splitSecret } from './credentials/oauth2.ts';
export { fieldsOf, inWordsOf } from './credentials/secrets.ts';
export {
  applyConnection,
  type ConnectedRequest,
  type HandCredentials,
  type SignedRequest,
  sendConnected,
  showConnection,
  signByHand,
  signConnected,
} from './credentials/send.ts';
export { type ConnectionsApi, createConnections } from './domain.ts';
export { connectionFacts } from './facts.ts';
export {
  findScheme,
  readRequirements,
  unmetRequirement,
} from './requirements.ts';
export {
  markFailing,
  recordPrevented,
  recordUse,
  resumeConnection,
  suspendConnection,
  unmark,
} from './seen.ts';
export {
  type ConnectionRow,
  connectionStates,
  connections,
  oauthPart,
  ownerAlone,
  privacyOf,
  readState,
  requireEditable,
  requireUsable,
  requireVisible,
} from './table.ts';
export { moveHost } from './update.ts';
export { type ConnectionReach, connectionFor, usableConnections } from './usable.ts';
