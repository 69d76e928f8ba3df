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
const perhapsWords = words(
  'auth key sig sas hmac signature credential credentials creds appid assertion apitoken parola mnemonic',
);

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
