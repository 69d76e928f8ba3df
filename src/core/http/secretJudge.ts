import { type NameStrength, nameStrength, type SecretPlace } from './secretNames.ts';

/** What is where a secret was. */
export const mask = '••••';

/** Names in lower case whose values are secrets because the definition or the integration says so. */
export type DeclaredSecrets = Readonly<Record<SecretPlace, readonly string[]>>;

export const nothingDeclared: DeclaredSecrets = { header: [], query: [], path: [], cookie: [], field: [] };

/** Whether the value under a name, in a place, is a secret. */
export type Judge = (place: SecretPlace, name: string, value: string) => boolean;

/**
 * The one judge of what a person typed: of history, saved requests, kept drafts, exports, and of what goes no further after a
 * redirect. A value is a secret for a reason: it is declared as one, its name leaves no doubt, its name may mean a secret and
 * the value looks like one, or the value has the shape of a known service's token. In a path only values that look like one are,
 * as most of what is there names a thing.
 */
export function createJudge(declared: DeclaredSecrets = nothingDeclared): Judge {
  const strengthOf = remembered(nameStrength);
  return (place, name, value) => {
    const isDeclared = declared[place].length > 0 && declared[place].includes(name.toLowerCase());
    const strength = isDeclared ? 'secret' : strengthOf(name, place);
    if (strength === 'none' && place !== 'cookie') return isKnownToken(value);
    if (isNoValue(value)) return false;
    if (isDeclared || isKnownToken(value)) return true;
    if (strength === 'none') return place === 'cookie' && isRandomValue(value);
    if (place === 'path') return strength === 'secret' ? isStrongValue(value) : isRandomValue(value);
    if (strength === 'unlikely' && place !== 'header') return isRandomValue(value);
    return strength === 'secret' || (isStrongValue(value) && !/\s/.test(value.trim()));
  };
}

/** The names of a long text are few, and again and again the same. */
function remembered(judgeName: typeof nameStrength): typeof nameStrength {
  const known = new Map<string, NameStrength>();
  return (name, place = 'field') => {
    const id = `${place} ${name}`;
    const before = known.get(id);
    if (before !== undefined) return before;
    const strength = judgeName(name, place);
    if (known.size < mostRemembered) known.set(id, strength);
    return strength;
  };
}

const mostRemembered = 1_000;

/** A secret that was found, and the name it was under. */
export interface FoundSecret {
  readonly name: string;
  readonly value: string;
}

/** A text in which each secret is masked, and what it was. */
export interface Hidden {
  readonly text: string;
  readonly found: readonly FoundSecret[];
}

/** A piece of a text to be masked. */
export interface SecretSpan extends FoundSecret {
  readonly from: number;
  readonly to: number;
  /** What is there instead; the mask where it is absent. */
  readonly instead?: string;
}

/** Puts the mask into the pieces, of which none lies in another. */
export function maskSpans(text: string, spans: readonly SecretSpan[]): Hidden {
  let kept = '';
  let at = 0;
  for (const { from, to, instead = mask } of [...spans].sort((a, b) => a.from - b.from)) {
    if (from < at) continue;
    kept += text.slice(at, from) + instead;
    at = to;
  }
  return { text: kept + text.slice(at), found: spans.map(({ name, value }) => ({ name, value })) };
}

/** Shorter values occur by chance in too many texts. */
const shortest = 8;

/** Shapes of what is no secret, whatever it is under. */
const ordinary = [
  /^[\d\s.,:+()/-]{0,15}$/, // numbers, times, telephone numbers
  /^\d{4}-\d\d-\d\d([T ][\d:.]+(Z|[+-][\d:]+)?)?$/i, // dates
  /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/, // mail addresses
  /^[a-z]{2,3}([-_][A-Za-z]{2,4})+$/, // languages
  /^[a-z]+\/[\w.+-]+(;.*)?$/, // media types
  /^v?\d+(\.\d+)+([-+][\w.]+)?$/i, // versions
  /^[A-Z][A-Z0-9]{1,9}-\d{1,7}$/, // keys of issues
  /^([\w-]+\/)*[\w-]+\.[a-z]{2,5}$/i, // names of files and hosts
  /^(\w+:)?\/\/[^?#@]*$/, // addresses without a query
];

/** What a person writes where a secret will be filled in. */
const placeholder = /^(\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\w+|%\w+%|<[^<>]*>|\*+|x+|\.{3,}|…)$/is;

/** Variables that are filled in when a request is sent. */
const variables = /\{\{[^{}]+\}\}/g;

/** Nothing that could be a secret: empty, a placeholder, masked already, or nothing much besides variables. */
export function isNoValue(value: string): boolean {
  const text = value.trim();
  if (text === '' || text.includes(mask) || placeholder.test(text) || /^(true|false|null|undefined)$/i.test(text))
    return true;
  const rest = text.replace(variables, ' ');
  return rest !== text && !isStrongValue(rest);
}

/**
 * Whether a value is worth seeking in an answer, and decides for a name that may mean anything: long enough, and neither a word
 * nor a number nor another thing of everyday. `english`, `2026-01-31` and `client_credentials` are not.
 */
export function isStrongValue(value: string): boolean {
  const text = value.trim();
  if (text.length < shortest || isNoValue(text)) return false;
  return !ordinary.some((shape) => shape.test(text)) && !isWords(text);
}

/** Whether a value can hardly be anything but made by a machine: a long run that mixes letters and digits, or a known prefix. */
export function isRandomValue(value: string): boolean {
  const text = value.trim();
  if (!isStrongValue(text)) return false;
  if (/^(sk|pk|rk|gh[pousr]|glpat|xox[a-z]|AKIA|AIza|eyJ|SG|shp\w\w|dop_v1|ya29|npm|pypi)[-_.A-Z0-9]/i.test(text))
    return true;
  return text.split(/[^A-Za-z0-9]+/).some((run) => run.length >= 16 && /\d/.test(run) && /[A-Za-z]/.test(run));
}

/** Tokens of well-known services, by the prefixes that their documentation gives them, private keys (RFC 7468) and JSON Web Tokens (RFC 7519). */
const knownToken = oneOf([
  /^sk-[\w-]{20,}$/, // OpenAI, Anthropic
  /^(sk|rk)_(live|test)_\w{16,}$/, // Stripe
  /^whsec_[\w+/=]{16,}$/,
  /^(gh[pousr]_\w{30,}|github_pat_\w{30,})$/,
  /^gl[a-z]{1,5}-[\w-]{16,}$/, // GitLab
  /^(xox[a-z]|xapp)-[\w-]{16,}$/, // Slack
  /^(AIza[\w-]{30,}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,})$/, // Google
  /^SG\.[\w-]{16,}\.[\w-]{16,}$/, // SendGrid
  /^ATATT3[\w=-]{20,}$/, // Atlassian
  /^(npm_\w{30,}|pypi-[\w-]{20,}|hf_\w{20,}|hvs\.[\w-]{20,}|dop_v1_\w{20,}|shp(at|ca|pa|ss)_\w{20,})$/,
  /^-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/,
  /^eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*$/,
]);

function oneOf(shapes: readonly RegExp[]): RegExp {
  return new RegExp(shapes.map(({ source }) => source).join('|'));
}

/** A value that says by itself that it is a secret, whatever it is under. */
export function isKnownToken(value: string): boolean {
  const text = value.trim();
  return text.length >= 20 && knownToken.test(text);
}

/** Letters alone, as words of a language or `camelCase` are; four words or more are a passphrase. */
function isWords(text: string): boolean {
  if (!/^\p{L}+([ _.,:/-]+\p{L}+)*[.!?]?$/u.test(text)) return false;
  const parts = text.split(/[ _.,:/-]+/);
  return !(parts.length >= 4 && text.length >= 20) && parts.every(isWord);
}

function isWord(text: string): boolean {
  if (text.length > 20) return false;
  const turns = text.match(/\p{Ll}\p{Lu}/gu)?.length ?? 0;
  return (turns < 2 || text.length / turns > 4.5) && !/[bcdfghjklmnpqrstvwxz]{6}/i.test(text);
}
