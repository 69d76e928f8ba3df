import { percentDecoded } from '../percentEncoding.ts';
import { concreteType, isTextual } from './mediaType.ts';
import {
  type FoundSecret,
  type Hidden,
  isNoValue,
  isRandomValue,
  isStrongValue,
  type Judge,
  mask,
} from './secretJudge.ts';
import { elementName } from './secretNames.ts';
import { hideInCookies, hideInScript, hideInText, hideInUrl } from './secretTexts.ts';

type Value = string | number | boolean | null | Value[] | { [name: string]: Value };

interface TypedParameter {
  name: string;
  in: 'path' | 'query' | 'querystring' | 'header' | 'cookie';
  value: Value;
  enabled: boolean;
}

interface TypedField {
  name: string;
  value: string;
  file?: { name: string; mediaType: string; data: string; leftOut?: true | undefined } | undefined;
  enabled: boolean;
}

type TypedBody =
  | { kind: 'none' }
  | { kind: 'text'; mediaType: string; text: string }
  | { kind: 'form'; mediaType: string; fields: TypedField[] }
  | { kind: 'file'; mediaType: string; name: string; data: string; leftOut?: true | undefined }
  | { kind: 'graphql'; query: string; variables: string; operationName: string | null };

/** How a request authenticates, as far as it is typed by hand. */
type TypedAuth =
  | { kind: 'inherit' | 'connection' }
  | { kind: 'basic' | 'digest'; username: string; password: string }
  | { kind: 'bearer'; token: string; prefix: string }
  | { kind: 'apiKey'; in: 'header' | 'query' | 'cookie'; name: string; value: string }
  | {
      kind: 'awsSigV4';
      accessKeyId: string;
      secretAccessKey: string;
      sessionToken: string;
      region: string;
      service: string;
    };

/** What a person types into a request. */
interface Typed {
  url: string;
  server: string | null;
  serverVariables: Record<string, string>;
  parameters: TypedParameter[];
  body: TypedBody;
  auth: TypedAuth;
  variables: { name: string; value: string; enabled: boolean }[];
  scripts: { before: string; after: string };
}

type TypedPlace = 'url' | 'server' | 'parameter' | 'body' | 'auth' | 'variable' | 'script';

/** A secret that was typed by hand, and where. */
export interface TypedSecret extends FoundSecret {
  readonly place: TypedPlace;
}

/** A request without the secrets that were typed into it by hand; each leaves the mask behind, so that the page can say so. */
export function hideTyped(typed: Typed, judge: Judge): { typed: Typed; found: TypedSecret[] } {
  const found: TypedSecret[] = [];
  const keep = (place: TypedPlace) => (hidden: Hidden) => {
    for (const each of hidden.found) found.push({ ...each, place });
    return hidden.text;
  };
  return {
    typed: {
      url: keep('url')(hideInUrl(typed.url, judge)),
      server: typed.server === null ? null : keep('server')(hideInUrl(typed.server, judge)),
      serverVariables: Object.fromEntries(
        Object.entries(typed.serverVariables).map(([name, value]) => [
          name,
          keep('server')(judge('field', name, value) ? whole(name, value) : { text: value, found: [] }),
        ]),
      ),
      parameters: typed.parameters.map((parameter) => ({
        ...parameter,
        value: hideValue(parameter.value, parameter.name, (name, value) =>
          keep('parameter')(hideParameter({ ...parameter, name }, value, judge)),
        ),
      })),
      body: hideBody(typed.body, judge, keep('body')),
      auth: hideAuth(typed.auth, keep('auth')),
      variables: typed.variables.map((variable) => ({
        ...variable,
        value: keep('variable')(
          judge('field', variable.name, variable.value)
            ? whole(variable.name, variable.value)
            : { text: variable.value, found: [] },
        ),
      })),
      scripts: {
        before: keep('script')(hideInScript(typed.scripts.before, judge)),
        after: keep('script')(hideInScript(typed.scripts.after, judge)),
      },
    },
    found,
  };
}

/** What stands where a secret belongs is one, unless it is a variable; a user name that no person would have is a key. */
function hideAuth(auth: TypedAuth, keep: (hidden: Hidden) => string): TypedAuth {
  const hide = (name: string, value: string) =>
    keep(isNoValue(value) ? { text: value, found: [] } : whole(name, value));
  switch (auth.kind) {
    case 'basic':
    case 'digest': {
      const { username } = auth;
      return {
        ...auth,
        username: isRandomValue(username) ? hide('user name', username) : username,
        password: hide('password', auth.password),
      };
    }
    case 'bearer':
      return { ...auth, token: hide('token', auth.token) };
    case 'apiKey':
      return { ...auth, value: hide(auth.name, auth.value) };
    case 'awsSigV4':
      return {
        ...auth,
        secretAccessKey: hide('secret access key', auth.secretAccessKey),
        sessionToken: hide('session token', auth.sessionToken),
      };
    default:
      return auth;
  }
}

const whole = (name: string, value: string): Hidden => ({ text: mask, found: [{ name, value }] });

type Hide = (name: string, text: string) => string;

/** A member of an object is judged by its own name, and then by that of the parameter. */
function hideValue(value: Value, name: string, hide: Hide): Value {
  if (typeof value === 'string') return hide(name, value);
  if (typeof value === 'number') return hide(name, String(value)) === mask ? mask : value;
  if (Array.isArray(value)) return value.map((item) => hideValue(item, elementName(name), hide));
  if (typeof value !== 'object' || value === null) return value;
  const inner: Hide = (member, text) => hide(name, hide(member, text));
  return Object.fromEntries(Object.entries(value).map(([member, item]) => [member, hideValue(item, member, inner)]));
}

function hideParameter({ name, in: where }: TypedParameter, value: string, judge: Judge): Hidden {
  const isWhole = where === 'querystring';
  const place = isWhole ? 'query' : where;
  if (place === 'header' && name.toLowerCase() === 'cookie') return hideInCookies(value, judge);
  if (judge(place, name, value)) return whole(name, value);
  if (isWhole && /^[?\w.~%-]+=/.test(value)) return hideInQuery(value, judge);
  return /[=:<]/.test(value) ? hideInText(value, judge) : { text: value, found: [] };
}

/** A query that was typed as one text, as it is in an address. */
function hideInQuery(value: string, judge: Judge): Hidden {
  const { text, found } = hideInUrl(`?${value}`, judge);
  return { text: text.slice(1), found };
}

function hideBody(body: TypedBody, judge: Judge, keep: (hidden: Hidden) => string): TypedBody {
  if (body.kind === 'none') return body;
  if (body.kind === 'text') return { ...body, text: keep(hideInText(body.text, judge)) };
  if (body.kind === 'file') return hideFile(body, judge, keep);
  if (body.kind === 'graphql')
    return { ...body, query: keep(hideInText(body.query, judge)), variables: keep(hideInText(body.variables, judge)) };
  return {
    ...body,
    fields: body.fields.map((field) => {
      const { name, value } = field;
      return { ...field, value: keep(judge('field', name, value) ? whole(name, value) : hideInText(value, judge)) };
    }),
  };
}

/** Characters of base64 above which a file is not looked through. */
const longestFile = 28_000_000;

/** Whether a body from a file is text that is looked through, and so may be shown. */
export const isReadFile = ({ mediaType, data }: { mediaType: string; data: string }): boolean =>
  mediaType !== '' && data.length <= longestFile && isTextual(concreteType(mediaType));

/** A file with a secret in it stays out whole: a person cannot enter the secret there again. */
function hideFile<F extends { mediaType: string; data: string; leftOut?: true | undefined }>(
  file: F,
  judge: Judge,
  keep: (hidden: Hidden) => string,
): F {
  if (!isReadFile(file)) return file;
  const hidden = hideInText(fromBase64(file.data), judge);
  keep(hidden);
  return hidden.found.length === 0 ? file : { ...file, data: '', leftOut: true };
}

const schemes = /^(basic|bearer|token|digest|apikey|api-key|key|negotiate|splunk|sso-key|genie(?:key)?)\s+(.+)$/is;

/**
 * The values that are sought in what comes back: what was found, without the scheme in front, of Basic also the password, each
 * also decoded. Weak ones stay out: they are hidden where they are, and would ruin the answer and tell nothing elsewhere.
 */
export function soughtValues(found: readonly FoundSecret[]): string[] {
  const parts = found.flatMap(({ value }) => partsOf(value.trim()));
  // A server decodes what was typed encoded, as in a cookie, and may give it back so.
  return [...new Set(parts.flatMap((part) => [part, percentDecoded(part)]))].filter(isStrongValue);
}

function partsOf(value: string): string[] {
  const [, scheme = '', rest] = schemes.exec(value) ?? [];
  if (rest === undefined) return [value];
  return scheme.toLowerCase() === 'basic' ? [rest, ...passwordOf(rest)] : [rest];
}

function passwordOf(encoded: string): string[] {
  const pair = fromBase64(encoded);
  return pair.includes(':') ? [pair.slice(pair.indexOf(':') + 1)] : [];
}

function fromBase64(text: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
  } catch {
    return '';
  }
}
