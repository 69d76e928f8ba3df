import {
  below,
  booleanAt,
  isObject,
  kindOf,
  lastToken,
  objectAt,
  optionalText,
  own,
  textAt,
  texts,
} from '../json/value.ts';
import type {
  EffectiveSecurity,
  OAuthFlow,
  RequirementPart,
  SecurityScheme,
  SecuritySchemeType,
} from './definition.ts';
import { child, type Place, type Source, shown } from './source.ts';

/** A declared scheme, before it is known which operations use it. */
export type DeclaredScheme = Omit<SecurityScheme, 'required' | 'operations'>;

/** The scheme that stands for a header Authorization which the definition describes as a parameter. */
export const authorizationKey = 'Authorization';
/** One value for all, so that they are counted in one go. */
export const authorizationHeader: RequirementPart[][] = [[{ scheme: authorizationKey, scopes: [] }]];

/** More are not read; requirements that name them are reported as unknown. */
const mostSchemes = 200;

/** The schemes that the definition declares, by key, in the order of the document. Unreadable ones are reported and left out. */
export function readSchemes(source: Source): Map<string, DeclaredScheme> {
  const schemes = new Map<string, DeclaredScheme>();
  const place = schemesPlace(source);
  const declared = place && isObject(place.value) ? Object.keys(place.value) : [];
  for (const key of declared.slice(0, mostSchemes)) {
    const at = place && source.references.at(place, key);
    const scheme = at && readScheme(source, key, at);
    if (scheme) schemes.set(key, scheme);
  }
  for (const [key, at] of source.shared.addressed) {
    const scheme = schemes.size < mostSchemes ? readScheme(source, key, at) : undefined;
    if (scheme) schemes.set(key, scheme);
  }
  return schemes;
}

/**
 * What a requirement calls a scheme: its name among the components, or, from OpenAPI 3.2 on, its address. One that stands
 * among the components is called by its name anyway.
 */
function schemeKey(source: Source, written: string): string {
  const holder = schemesPlace(source);
  if (source.dialect === 'swagger2' || !/[#/:.]/.test(written) || own(holder?.value, written) !== undefined)
    return written;
  const place = source.references.find(written, source.root);
  if (!place || !isObject(place.value)) return written;
  const name = lastToken(place.pointer);
  if (holder && place.base === '' && place.pointer === below(holder.pointer, name)) return name;
  source.shared.addressed.set(written, place);
  return written;
}

function schemesPlace(source: Source): Place | undefined {
  if (source.dialect === 'swagger2') return child(source.root, 'securityDefinitions');
  const components = child(source.root, 'components');
  return components && child(components, 'securitySchemes');
}

const types = new Map<string, SecuritySchemeType>([
  ['apikey', 'apiKey'],
  ['http', 'http'],
  ['basic', 'http'],
  ['oauth2', 'oauth2'],
  ['openidconnect', 'openIdConnect'],
  ['mutualtls', 'mutualTLS'],
]);

function readScheme(source: Source, key: string, place: Place): DeclaredScheme | undefined {
  const { value } = place;
  const type = types.get((textAt(value, 'type') ?? '').toLowerCase());
  if (!type) return invalid(source, place, `The security scheme “${key}” has no type that OpenAPI knows.`);
  const common: DeclaredScheme = { key, type, ...optionalText(value, 'description', 'description') };
  if (booleanAt(value, 'deprecated')) common.deprecated = true;
  switch (type) {
    case 'apiKey':
      return { ...common, ...apiKeyWords(source, key, place) };
    case 'http':
      return { ...common, ...httpWords(source, key, place) };
    case 'oauth2':
      return { ...common, ...oauthWords(source, key, place) };
    case 'openIdConnect':
      return { ...common, ...openIdWords(source, key, place) };
    case 'mutualTLS':
      return common;
    default:
      return type satisfies never;
  }
}

function apiKeyWords(source: Source, key: string, place: Place): Partial<DeclaredScheme> {
  const where = textAt(place.value, 'in');
  const parameterName = textAt(place.value, 'name');
  const known = where === 'header' || where === 'query' || where === 'cookie' ? where : undefined;
  if (!known || !parameterName) {
    invalid(source, place, `The API key scheme “${key}” does not say where the key goes and under which name.`);
  }
  return { ...(known && { in: known }), ...(parameterName && { parameterName }) };
}

function httpWords(source: Source, key: string, place: Place): Partial<DeclaredScheme> {
  const isBasic = textAt(place.value, 'type')?.toLowerCase() === 'basic';
  const scheme = isBasic ? 'basic' : textAt(place.value, 'scheme')?.trim().toLowerCase();
  if (!scheme) invalid(source, place, `The HTTP scheme “${key}” does not say which scheme it is.`);
  return { ...(scheme && { scheme }), ...optionalText(place.value, 'bearerFormat', 'bearerFormat') };
}

function openIdWords(source: Source, key: string, place: Place): Partial<DeclaredScheme> {
  const url = textAt(place.value, 'openIdConnectUrl');
  if (!url) invalid(source, place, `The OpenID Connect scheme “${key}” has no openIdConnectUrl.`);
  return url ? { openIdConnectUrl: url } : {};
}

function oauthWords(source: Source, key: string, place: Place): Partial<DeclaredScheme> {
  const flows = source.dialect === 'swagger2' ? swagger2Flow(source, place.value) : readFlows(source, place.value);
  if (flows.length === 0) invalid(source, place, `The OAuth2 scheme “${key}” has no flow.`);
  return { flows, ...optionalText(place.value, 'oauth2MetadataUrl', 'oauth2MetadataUrl') };
}

const flowNames = ['authorizationCode', 'clientCredentials', 'implicit', 'password', 'deviceAuthorization'] as const;

function readFlows(source: Source, scheme: unknown): OAuthFlow[] {
  const flows = objectAt(scheme, 'flows');
  return flowNames.flatMap((flow) => {
    const value = objectAt(flows, flow);
    if (!value) return [];
    return {
      flow,
      ...optionalText(value, 'authorizationUrl', 'authorizationUrl'),
      ...optionalText(value, 'tokenUrl', 'tokenUrl'),
      ...optionalText(value, 'refreshUrl', 'refreshUrl'),
      ...optionalText(value, 'deviceAuthorizationUrl', 'deviceAuthorizationUrl'),
      scopes: readScopes(source, own(value, 'scopes')),
    };
  });
}

function invalid(source: Source, place: Place, message: string): undefined {
  source.problems.add('SECURITY_SCHEME_INVALID', 'warning', shown(place), message);
}

/** The largest definitions known have under a thousand. */
const mostScopes = 5_000;

/** Scopes with their descriptions; vendor extensions among them are no scopes. */
function readScopes(source: Source, scopes: unknown): OAuthFlow['scopes'] {
  if (!isObject(scopes)) return [];
  return once(source.shared.scopes, scopes, () =>
    Object.entries(scopes)
      .filter(([name]) => !name.startsWith('x-'))
      .slice(0, mostScopes)
      .map(([name, description]) => ({ name, description: typeof description === 'string' ? description : '' })),
  );
}

const flowWords = new Map<string, OAuthFlow['flow']>([
  ['accessCode', 'authorizationCode'],
  ['authorizationCode', 'authorizationCode'],
  ['application', 'clientCredentials'],
  ['clientCredentials', 'clientCredentials'],
  ['implicit', 'implicit'],
  ['password', 'password'],
]);

/** Swagger 2.0 gives an oauth2 scheme one flow, in older words (Swagger 2.0, Security Scheme Object). */
function swagger2Flow(source: Source, scheme: unknown): OAuthFlow[] {
  const flow = flowWords.get(textAt(scheme, 'flow') ?? '');
  if (!flow) return [];
  return [
    {
      flow,
      ...optionalText(scheme, 'authorizationUrl', 'authorizationUrl'),
      ...optionalText(scheme, 'tokenUrl', 'tokenUrl'),
      scopes: readScopes(source, own(scheme, 'scopes')),
    },
  ];
}

/** Real definitions have a handful; each is kept with every operation that inherits it. */
const mostAlternatives = 100;
const mostParts = 50;

/**
 * The security that counts for a holder of `security`: its own, or what it inherits.
 * `[]` takes all away (null); `{}` among others makes them optional (OpenAPI 3.1, Operation Object).
 */
export function readSecurity(
  source: Source,
  holder: unknown,
  pointer: string,
  inherited: EffectiveSecurity,
): EffectiveSecurity {
  const value = own(holder, 'security');
  if (value === undefined) return inherited;
  const place = below(pointer, 'security');
  if (!Array.isArray(value)) {
    const message = `Security must be a list of requirements, not ${kindOf(value)}; it is ignored here.`;
    source.problems.add('SECURITY_REQUIREMENT_INVALID', 'error', place, message);
    return inherited;
  }
  if (value.length > mostAlternatives) {
    const message = `Only the first ${mostAlternatives} of ${value.length} alternatives are read.`;
    source.problems.add('SECURITY_REQUIREMENT_INVALID', 'warning', place, message);
  }
  return once(source.shared.security, value, () => {
    const alternatives = value
      .slice(0, mostAlternatives)
      .flatMap((item, index) => readAlternative(source, item, below(place, index)));
    return alternatives.length === 0 ? null : alternatives;
  });
}

/** What many places share is read once, so that it stays one value however many there are. */
function once<T>(known: Map<object, { value: T }>, key: object, read: () => T): T {
  const before = known.get(key);
  if (before) return before.value;
  const value = read();
  known.set(key, { value });
  return value;
}

function readAlternative(source: Source, item: unknown, pointer: string): RequirementPart[][] {
  if (!isObject(item)) {
    const message = `A security requirement must be an object, not ${kindOf(item)}; it is left out.`;
    source.problems.add('SECURITY_REQUIREMENT_INVALID', 'error', pointer, message);
    return [];
  }
  return once(source.shared.alternatives, item, () => [
    Object.entries(item)
      .slice(0, mostParts)
      .map(([scheme, scopes]) => ({ scheme: schemeKey(source, scheme), scopes: scopesOf(source, scopes) })),
  ]);
}

function scopesOf(source: Source, scopes: unknown): string[] {
  return Array.isArray(scopes) ? once(source.shared.scopeLists, scopes, () => texts(scopes)) : [];
}
