export { mask } from '#core/http/secretJudge.ts';
export { headBytes } from './connectionDetails.ts';
export { createOutbound, type Outbound } from './createOutbound.ts';
export type { Resolver } from './dial.ts';
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
export type { ProxySettings } from './proxy.ts';
export { createRedactor, maskUrl, type Redactor } from './redactor.ts';
export { secretForms } from './secretForms.ts';
export { redactFault } from './sending.ts';
export { proxyOfEnvironment } from './systemProxy.ts';
export { namedHosts } from './wireRequest.ts';
