export {
  createOutbound,
  type Outbound,
  type OutboundNetwork,
  type OutboundOptions,
} from './createOutbound.ts';
export type { Resolver } from './dial.ts';
export type {
  AddressTrust,
  ClientCertificate,
  OutboundBody,
  OutboundProgress,
  OutboundRequest,
  OutboundResponse,
  OutboundTimeouts,
  StoredBody,
} from './messages.ts';
export { nodeHttp } from './nodeHttp.ts';
export { type ByteRedaction, createRedactor, mask, maskUrl, type Redactor } from './redactor.ts';
export type { AddressClass } from './requestTarget.ts';
export type { ProxySettings } from './socketPool.ts';
