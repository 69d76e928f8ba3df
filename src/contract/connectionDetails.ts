import { z } from 'zod';
import { phaseTimings } from './network.ts';

/** A certificate that a host showed; times in milliseconds UTC. */
export const certificateDetails = z.object({
  subject: z.string(),
  issuer: z.string(),
  validFrom: z.int(),
  validTo: z.int(),
  serialNumber: z.string(),
  /** SHA-256 and SHA-1 in hexadecimal, with colons. */
  fingerprint256: z.string(),
  fingerprint: z.string(),
  /** As `EC P-256` or `RSA 2048`. */
  publicKey: z.string(),
  /** Names that it stands for besides its subject, as `DNS:example.org`; the first hundred. */
  altNames: z.array(z.string()),
});
export type CertificateDetails = z.infer<typeof certificateDetails>;

/** What a TLS handshake agreed on. */
export const tlsDetails = z.object({
  /** As `TLSv1.3`. */
  protocol: z.string().nullable(),
  /** By the names of the IANA registry. */
  cipher: z.string().nullable(),
  /** How the keys were exchanged, as `X25519`; null where it is not known. */
  keyExchange: z.string().nullable(),
  /** The protocol that ALPN chose (RFC 7301); null where none was. */
  alpn: z.string().nullable(),
  /** The certificate is trusted; otherwise `untrusted` says why not. */
  trusted: z.boolean(),
  untrusted: z.string().nullable(),
  /** The host's certificate, then those that lead to its authority. */
  chain: z.array(certificateDetails),
});
export type TlsDetails = z.infer<typeof tlsDetails>;

/** One request of a chain of redirects with its response; secrets in the address are masked. The last one is the response itself. */
export const hopDetails = z.object({
  method: z.string(),
  url: z.string(),
  status: z.int(),
  httpVersion: z.string(),
  /** The address that answered and its port: the proxy's where one was used. */
  remoteAddress: z.string(),
  remotePort: z.int().nullable(),
  /** The connection was open already. */
  reused: z.boolean(),
  /** The phases of this hop; `total` counts from the beginning of the first. */
  timings: phaseTimings,
  /** Null where the connection is not encrypted. */
  tls: tlsDetails.nullable(),
});
export type HopDetails = z.infer<typeof hopDetails>;

/** Bytes on the wire; heads as HTTP/1.1 writes them, with the empty line at their end. */
export const wireSizes = z.object({
  requestHead: z.int(),
  requestBody: z.int(),
  responseHead: z.int(),
  /** Before decompression. */
  responseBody: z.int(),
});
export type WireSizes = z.infer<typeof wireSizes>;
