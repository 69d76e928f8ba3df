import { X509Certificate } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

/**
 * Certificate authorities for TLS: Node's own, the system's, and the extra ones (PEM), read once and at first use. The returned function
 * throws where an extra one cannot be read.
 */
export function createTrust(extraPem: string | null): () => SecureContext {
  let context: SecureContext | null = null;
  return () => {
    context ??= createSecureContext({ ca: authorities(extraPem) });
    return context;
  };
}

function authorities(extraPem: string | null): string[] {
  const extra = extraPem?.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  for (const certificate of extra) new X509Certificate(certificate);
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system'), ...extra])];
}
