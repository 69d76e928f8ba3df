import type { EffectiveSecurity, SecurityScheme } from '../openapi/definition.ts';
import { authorizationKey } from '../openapi/security.ts';

/** What of a request shows who calls. */
export interface Credentials {
  header(name: string): string | undefined;
  hasQuery(name: string): boolean;
  hasCookie(name: string): boolean;
}

type Scheme = Pick<SecurityScheme, 'key' | 'type' | 'in' | 'parameterName' | 'scheme'>;

/** Whether the request carries all that one of the alternatives asks for; of what kind it is, not whether it is right. */
export function hasCredentials(security: EffectiveSecurity, schemes: readonly Scheme[], given: Credentials): boolean {
  if (security === null || security.length === 0) return true;
  return security.some((parts) =>
    parts.every((part) => {
      const scheme = schemes.find(({ key }) => key === part.scheme);
      return scheme === undefined ? part.scheme !== authorizationKey || hasWord(given, '') : isShown(scheme, given);
    }),
  );
}

function isShown({ type, in: place, parameterName: name, scheme }: Scheme, given: Credentials): boolean {
  switch (type) {
    case 'apiKey':
      if (name === undefined) return true;
      if (place === 'query') return given.hasQuery(name);
      return place === 'cookie' ? given.hasCookie(name) : given.header(name) !== undefined;
    case 'http':
      return hasWord(given, scheme ?? '');
    case 'oauth2':
    case 'openIdConnect':
      return hasWord(given, 'bearer');
    case 'mutualTLS':
      return true;
    default:
      return type satisfies never;
  }
}

const hasWord = ({ header }: Credentials, scheme: string): boolean =>
  (header('authorization') ?? '').toLowerCase().startsWith(scheme.toLowerCase()) &&
  header('authorization') !== undefined;

/** The challenges of `WWW-Authenticate` (RFC 9110, section 11.6.1): one for each scheme that would do. */
export function challenges(security: EffectiveSecurity, schemes: readonly Scheme[]): string {
  const keys = new Set((security ?? []).flatMap((parts) => parts.map(({ scheme }) => scheme)));
  const words = [...keys].map((key) => challenge(schemes.find((scheme) => scheme.key === key)));
  return [...new Set(words)].join(', ');
}

function challenge(scheme: Scheme | undefined): string {
  if (scheme?.type === 'apiKey') {
    const name = (scheme.parameterName ?? '').replace(/[^\x20-\x7e]|["\\]/g, '');
    return `ApiKey realm="mock", in="${scheme.in ?? 'header'}", name="${name}"`;
  }
  const word = scheme?.type === 'http' ? (scheme.scheme ?? 'basic') : 'bearer';
  const token = /^[\w!#$%&'*+.^`|~-]+$/.test(word) ? word : 'bearer';
  return `${token.slice(0, 1).toUpperCase()}${token.slice(1)} realm="mock"`;
}
