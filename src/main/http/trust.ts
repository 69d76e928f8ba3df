import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

/** Certificate authorities for TLS: Node's own, the system's, and the extra ones (PEM), read once and at first use. */
export function createTrust(extraPem: string | null): () => SecureContext {
  let context: SecureContext | null = null;
  return () => {
    context ??= createSecureContext({ ca: authorities(extraPem) });
    return context;
  };
}

function authorities(extraPem: string | null): string[] {
  const extra = extraPem?.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system'), ...extra])];
}
