/** Whatever stands around these, the value is a secret. */
const always = /secret|passw(or)?d|passphrase|passcode|credential|signature/;

/** One word that says it all. */
const wholeWords = words('auth cookie jwt key pwd sas session sid sig');

/** A `key` after one of these opens something; a sort key or a partition key does not. */
const keyOwners = words(
  `access account admin api app application auth client consumer developer encryption function
    functions host license master private secret server service session shared signing storage
    subscription`,
);

/** Before `token`: a place in a list, which hides nothing. */
const pagingWords = words('page next prev previous continuation cursor sync delta starting');

/** After `token`, `key` or `authorization`: what is said about it, not the thing itself. */
const describingWords = words('budget count endpoint expiry id kind length limit name server size type uri url usage');

/**
 * Whether the value of a header, parameter, cookie, form field or setting of this name is a secret, as far as its name
 * tells. The one judge of history, kept drafts, exports and masks: `X-Auth-Key`, `access_key` and `pwd` are secrets;
 * `max_tokens`, `page_token` and `sort_key` are not.
 */
export function isSecretName(name: string): boolean {
  const parts = wordsOf(name);
  const [only = '', ...others] = parts[0] === 'x' ? parts.slice(1) : parts;
  if (others.length === 0 && wholeWords.has(only)) return true;
  if (always.test(name.toLowerCase())) return true;
  return parts.some((word, index) => opens(word, parts[index - 1] ?? '', parts[index + 1] ?? ''));
}

/** Parameters that hide something in the address of a document, and may be anything in a request. */
const secretInAddress = new Set(['access', 'code']);

/** The stricter judge for the address of a document, which may be a signed link. */
export function isSecretInAddress(name: string): boolean {
  return isSecretName(name) || secretInAddress.has(name.toLowerCase());
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/** Words of `snake_case`, `kebab-case`, `camelCase` and `APIKey`, in lower case. */
function wordsOf(name: string): string[] {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
  return spaced
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function opens(word: string, before: string, after: string): boolean {
  if (describingWords.has(after)) return false;
  if (word === 'pwd' || word.endsWith('authorization')) return true;
  if (word === 'session') return false;
  if (word.endsWith('token')) return !pagingWords.has(word.slice(0, -'token'.length) || before);
  if (word.endsWith('key')) return keyOwners.has(word.slice(0, -'key'.length) || before);
  return word === 'sessionid' || (word === 'id' && before === 'session');
}
