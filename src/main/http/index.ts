export { mask } from '#core/http/secretJudge.ts';
export { headBytes } from './connectionDetails.ts';
export {
  createOutbound,
  type Outbound,
  type OutboundNetwork,
  type OutboundOptions,
} from './createOutbound.ts';
export type { Resolver } from './dial.ts';
export type {
  AddressTrust,
  ByteRedaction,
  ClientCertificate,
  OutboundBody,
  OutboundProgress,
  OutboundRequest,
  OutboundResponse,
  OutboundTimeouts,
  StoredBody,
} from './messages.ts';
export { nodeHttp } from './nodeHttp.ts';
export type { ProxySettings } from './proxy.ts';
export { createRedactor, maskUrl, type Redactor } from './redactor.ts';
export { namedHosts } from './wireRequest.ts';
