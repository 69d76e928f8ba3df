export { mask } from '#core/http/secretJudge.ts';
export { headBytes } from './connectionDetails.ts';
export { createOutbound, type Outbound } from './createOutbound.ts';
export type { Resolver } from './dial.ts';
export { redactFault } from './failure.ts';
export type {
  AddressTrust,
  ByteRedaction,
  ClientCertificate,
  CookieJar,
  HttpVersion,
  LimitOwners,
  OutboundBody,
  OutboundProgress,
  OutboundRequest,
  OutboundResponse,
  OutboundTimeouts,
  StoredBody,
} from './messages.ts';
export type { OutboundConnection, OutboundNetwork, OutboundOptions } from './network.ts';
export { nodeHttp } from './nodeHttp.ts';
export { isBypassed } from './proxy.ts';
export type { ProxyAnswer, ProxyLookup, ProxySource } from './proxyWays.ts';
export { createRedactor, maskUrl, type Redactor } from './redactor.ts';
export { secretForms } from './secretForms.ts';
export { proxyOfSystem } from './systemProxy.ts';
export { namedHosts } from './wireRequest.ts';
