export { isSecretName } from '#core/http/secretNames.ts';
export type { AddressClass } from './addressClass.ts';
export {
  createOutbound,
  type Outbound,
  type OutboundNetwork,
  type OutboundOptions,
} from './createOutbound.ts';
export { type ByteRedaction, createRedactor, mask, type Redactor } from './createRedactor.ts';
export { maskUrl } from './maskUrl.ts';
export type {
  AddressTrust,
  ClientCertificate,
  OutboundBody,
  OutboundProgress,
  OutboundRequest,
  OutboundTimeouts,
} from './outboundRequest.ts';
export type { OutboundResponse, StoredBody } from './outboundResponse.ts';
export type { ProxySettings } from './proxyRoute.ts';
export type { Resolver } from './resolveHost.ts';
