import { X509Certificate } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import type { ClientCertificate } from './outboundRequest.ts';

/** Makes the TLS settings of a connection, with the certificate to show where there is one. */
export type Trust = (certificate?: ClientCertificate | null) => SecureContext;

/**
 * Certificate authorities for TLS: Node's own, the system's, and the extra ones (PEM), read once and at first use. The returned function
 * throws where an extra one cannot be read.
 */
export function createTrust(extraPem: string | null): Trust {
  let ca: string[] | null = null;
  let plain: SecureContext | null = null;
  return (certificate = null) => {
    ca ??= authorities(extraPem);
    // Connections are kept, so that a context with a certificate is made seldom; it is not remembered, as it holds a key.
    if (certificate !== null) return createSecureContext({ ca, cert: certificate.chain, key: certificate.key });
    plain ??= createSecureContext({ ca });
    return plain;
  };
}

function authorities(extraPem: string | null): string[] {
  const extra = extraPem?.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  for (const certificate of extra) new X509Certificate(certificate);
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system'), ...extra])];
}
