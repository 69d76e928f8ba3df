import type { DefinitionServer, OAuthFlow } from './definition.ts';
import { optionalText, own, textAt, texts } from './json.ts';
import { readScopes } from './scopes.ts';

const flowWords = new Map<string, OAuthFlow['flow']>([
  ['accessCode', 'authorizationCode'],
  ['authorizationCode', 'authorizationCode'],
  ['application', 'clientCredentials'],
  ['clientCredentials', 'clientCredentials'],
  ['implicit', 'implicit'],
  ['password', 'password'],
]);

/** Swagger 2.0 gives an oauth2 scheme one flow, in older words (Swagger 2.0, Security Scheme Object). */
export function swagger2Flow(scheme: unknown): OAuthFlow[] {
  const flow = flowWords.get(textAt(scheme, 'flow') ?? '');
  if (!flow) return [];
  return [
    {
      flow,
      ...optionalText(scheme, 'authorizationUrl', 'authorizationUrl'),
      ...optionalText(scheme, 'tokenUrl', 'tokenUrl'),
      scopes: readScopes(own(scheme, 'scopes')),
    },
  ];
}

/** One server a scheme, `https` first so that a secret is not sent in clear by default. None where nothing is said. */
export function swagger2Servers(holder: unknown, document: unknown): DefinitionServer[] {
  const host = textAt(document, 'host')?.trim();
  const basePath = (textAt(document, 'basePath') ?? '').trim().replace(/\/+$/, '');
  if (!host) return basePath === '' ? [] : [{ url: basePath, variables: [] }];
  const specific = texts(own(holder, 'schemes'));
  const named = (specific.length > 0 ? specific : texts(own(document, 'schemes'))).filter((scheme) =>
    /^https?$/.test(scheme),
  );
  const schemes = named.length > 0 ? [...new Set(named)].sort().reverse() : ['https'];
  return schemes.map((scheme) => ({ url: `${scheme}://${host}${slashed(basePath)}`, variables: [] }));
}

function slashed(basePath: string): string {
  return basePath === '' || basePath.startsWith('/') ? basePath : `/${basePath}`;
}
