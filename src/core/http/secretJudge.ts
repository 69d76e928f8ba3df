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
  return (place, name, value) => {
    if (isNoValue(value)) return false;
    if (declared[place].includes(name.toLowerCase())) return true;
    if (isKnownToken(value)) return true;
    const strength = nameStrength(name, place);
    if (strength === 'none') return place === 'cookie' && isRandomValue(value);
    if (place === 'path') return strength === 'secret' ? isStrongValue(value) : isRandomValue(value);
    if (strength === 'unlikely' && place !== 'header') return isRandomValue(value);
    return strength === 'secret' || (isStrongValue(value) && !/\s/.test(value.trim()));
  };
}

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

/**
 * What a name says of its value. `secret`: the name alone is reason enough. `perhaps`: it is one where the value looks
 * like one, as of `key`, `token` or `sig`. `unlikely`: where it can hardly be anything else, as of `project_key`. `none`: nothing.
 */
export type NameStrength = 'secret' | 'perhaps' | 'unlikely' | 'none';

/** Where a name stands. `field` is a member of JSON, an element or attribute of XML, a form field or a setting. */
export type SecretPlace = 'header' | 'query' | 'path' | 'cookie' | 'field';

/** Whatever stands around these, the value is a secret. */
const always =
  /secret(?!ar|ion|less)|passw(or)?d(?!less)|passwort|kennwort|contrase(n|ñ)a|passphrase|passcode|codeverifier|oauthverifier|clientassertion|samlresponse|devicecode|recoverycode|backupcode|senha|wachtwoord|motdepasse|l(o|ö)senord|adgangskode|salasana|has(l|ł)o|heslo|jelsz(o|ó)|пароль|密码|密碼|口令|パスワード|비밀번호/;

/** Words that say it all when they are alone, whatever the value is. */
const secretWords = words('pwd psw pass pw jwt otp totp cvv cvc bearer dpop');

/** Words that are alone for a secret or for something ordinary; the value decides. */
const perhapsWords = words('auth key sig sas hmac signature credential credentials creds appid assertion apitoken parola mnemonic');

/** The name of a session: a secret as a cookie or a header, an ordinary value in an address or a body. */
const sessionNames = /^(session|sid|session_?id|jsessionid|phpsessid|aspsessionid\w*|connect_sid|sess)$/;

/** A `key` after one of these opens something, whatever it looks like; after another word, its value decides. */
const keyOwners = words(
  `access account activation admin api app application auth authorization client consumer deploy developer encryption
    functions license licence master private rest secret server shared sign signing ssh subscription webhook write read ingest
    integration hmac`,
);

/** A `key` after one of these names a thing, and hides nothing. */
const namingWords = words(
  `sort primary partition public foreign cache idempotency object row translation map routing dedup dedupe deduplication
    issue hash range group lookup search unique natural composite candidate index item entity parent message event join
    shard bucket file property attribute field locale metric label dimension surrogate websocket business correlation`,
);

/** The last word of a header that proves who sends. */
const provingWords = words('auth sign session');

/** Before `token`: a place in a list, which hides nothing. */
const pagingWords = words(
  `page paging pagination next prev previous continuation cursor sync delta starting start resume change skip list
    nextpage prevpage`,
);

/** Before `tokens` or `token`: an amount or a piece of text. */
const amountWords = words(
  'max min total num number n input output prompt completion used remaining stop cached eos bos per',
);

/** A `token` after one of these opens something, whatever it looks like; after another word, its value decides. */
const tokenOwners = words(
  `access account admin api app application auth authorization authentication bearer bot client csrf deploy
    developer device github gitlab id identity install installation invite jwt login npm oauth oauth2 password
    personal private push refresh registration reset secret security service session signin slack sso user vault
    verification webhook xsrf`,
);

/** After `token`, `key`, `password` and the like: what is said about it, not the thing itself. */
const describingWords = words(
  `budget changed count counts created date endpoint enabled expires expired expiry exp forgotten fingerprint hint id
    ids kind length limit max method min mode name names policy prefix provider required requirements reset rotation
    scope scopes server size status strength type types ttl updated uri url urls usage version valid arn path field at on
    age days question`,
);

/** Before a name that would be one: a question about it. */
const askingWords = words(
  'is has have needs need requires require require show forgot forget enable use allow no without',
);

/** What the name of a header, parameter, cookie, field or setting says of its value. The one judge of names. */
export function nameStrength(name: string, place: SecretPlace = 'field'): NameStrength {
  const parts = wordsOf(name);
  const rest = parts[0] === 'x' ? parts.slice(1) : parts;
  const joined = rest.join('');
  if (sessionNames.test(rest.join('_'))) return place === 'cookie' || place === 'header' ? 'perhaps' : 'none';
  if (rest.length === 0 || askingWords.has(rest[0] ?? '') || describingWords.has(rest.at(-1) ?? ''))
    return rest.at(-1) === 'appid' ? 'perhaps' : 'none';
  if (always.test(joined)) return 'secret';
  if (secretWords.has(joined)) return 'secret';
  const found = rest.map((word, index) => opens(word, rest[index - 1] ?? '', rest[index + 1] ?? ''));
  const isAlone = rest.length === 1 && perhapsWords.has(joined);
  const proves = place === 'header' && provingWords.has(rest.at(-1) ?? '');
  const strength = isAlone || proves ? 'perhaps' : strongest(found);
  // A header of such a name has no other use; a cookie header is judged cookie by cookie.
  return strength === 'perhaps' && place === 'header' ? 'secret' : strength;
}

/** Whether the value under this name is, or may be, a secret, as far as the name tells. */
export function isSecretName(name: string, place: SecretPlace = 'field'): boolean {
  const strength = nameStrength(name, place);
  return strength === 'secret' || strength === 'perhaps';
}

/** The name of one thing in a list of this name: `apiKeys` holds an `apiKey` each. */
export function elementName(name: string): string {
  return name.replace(/(?<=[a-z])s(?:\[\])?$/i, '').replace(/\[\]$/, '');
}

/** Parameters that hide something in the address of a document, and may be anything in a request. */
const secretInAddress = new Set(['access', 'code']);

/** The stricter judge for the address of a document, which may be a signed link. */
export function isSecretInAddress(name: string): boolean {
  return isSecretName(name, 'header') || secretInAddress.has(name.toLowerCase());
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** Words of `snake_case`, `kebab-case`, `camelCase` and `APIKey`, in lower case. */
function wordsOf(name: string): string[] {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
  return spaced
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

const strengths = ['secret', 'perhaps', 'unlikely'] as const;

function strongest(found: readonly NameStrength[]): NameStrength {
  return strengths.find((strength) => found.includes(strength)) ?? 'none';
}

function opens(word: string, before: string, after: string): NameStrength {
  if (describingWords.has(after)) return 'none';
  if (word === 'pwd' || word === 'passwd' || word.endsWith('authorization')) return 'secret';
  if (word === 'signature' || word === 'credential' || word === 'credentials') return 'perhaps';
  if (word.endsWith('token')) return tokenStrength(word.slice(0, -'token'.length) || before);
  if (word.endsWith('key')) return keyStrength(word.slice(0, -'key'.length) || before);
  return word === 'sessionid' || word === 'jwt' || (before === 'connection' && word === 'string') ? 'perhaps' : 'none';
}

function keyStrength(owner: string): NameStrength {
  if (owner === '' || namingWords.has(owner)) return 'none';
  return keyOwners.has(owner) ? 'secret' : 'unlikely';
}

function tokenStrength(owner: string): NameStrength {
  if (pagingWords.has(owner) || amountWords.has(owner)) return 'none';
  return tokenOwners.has(owner) ? 'secret' : 'perhaps';
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
const placeholder = /^(\{\{.*\}\}|\$\{.*\}|\$\w+|%\w+%|<[^<>]*>|\*+|x+|\.{3,}|…)$/is;

/** Nothing that could be a secret: empty, a placeholder, or masked already. */
export function isNoValue(value: string): boolean {
  const text = value.trim();
  return text === '' || text.includes(mask) || placeholder.test(text) || /^(true|false|null|undefined)$/i.test(text);
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

/** Tokens of well-known services, by the prefixes that their documentation gives them, and JSON Web Tokens (RFC 7519). */
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
