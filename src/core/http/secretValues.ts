/** Shorter values occur by chance in too many texts. */
const shortest = 8;

/** Shapes of what is no secret, whatever it stands under. */
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
  return text === '' || text.includes('••••') || placeholder.test(text) || /^(true|false|null|undefined)$/i.test(text);
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
