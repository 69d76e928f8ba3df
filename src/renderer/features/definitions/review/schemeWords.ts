import type { SecurityScheme } from '#contract/openapi.ts';

const httpSchemes: Record<string, string> = { basic: 'Basic', bearer: 'Bearer', digest: 'Digest' };

/** The kind of a security scheme, in the words of its badge. */
export function schemeKind(scheme: Pick<SecurityScheme, 'type' | 'scheme'>): string {
  switch (scheme.type) {
    case 'apiKey':
      return 'API key';
    case 'oauth2':
      return 'OAuth2';
    case 'openIdConnect':
      return 'OpenID Connect';
    case 'mutualTLS':
      return 'Mutual TLS';
    case 'http':
      return httpSchemes[scheme.scheme ?? ''] ?? `HTTP ${scheme.scheme ?? ''}`;
  }
}

/** How it is sent, or where it is got: "header X-Api-Key", "client credentials". */
export function schemePlace(scheme: SecurityScheme): string | null {
  if (scheme.type === 'apiKey' && scheme.in !== undefined) return `${scheme.in} ${scheme.parameterName ?? ''}`;
  if (scheme.type === 'http') return 'header Authorization';
  if (scheme.flows === undefined || scheme.flows.length === 0) return null;
  return scheme.flows.map(({ flow }) => flow.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)).join(', ');
}
