import type { SecurityScheme } from '#contract/openapi.ts';

const types: Record<SecurityScheme['type'], string> = {
  apiKey: 'API key',
  http: 'HTTP authentication',
  oauth2: 'OAuth2',
  openIdConnect: 'OpenID Connect',
  mutualTLS: 'Mutual TLS',
};

/** What a scheme is called on screen where no kind of connection serves it. */
export function titleOf(scheme: SecurityScheme): string {
  return scheme.type === 'http' && scheme.scheme !== undefined ? `HTTP ${scheme.scheme}` : types[scheme.type];
}

/** Why no kind of connection serves the scheme, one sentence. */
export function whyUnsupported(scheme: SecurityScheme): string {
  if (scheme.type === 'apiKey') return 'The definition does not say where the key goes.';
  return `${titleOf(scheme)} cannot be connected yet. Use a header set made by hand, or send the header in Requests.`;
}
