/** Fewest characters of a passphrase. */
export const passphraseMinimum = 10;

/** Fewest free choices: what is repeated, is in a row, or is much used counts as one. */
const fewestChoices = 8;

/** Words that every list of guesses begins with. */
const muchUsed = [
  ...['password', 'passwort', 'passphrase', 'passcode', 'secret', 'letmein', 'welcome', 'willkommen', 'changeme'],
  ...['admin', 'administrator', 'root', 'user', 'guest', 'login', 'master', 'default', 'test', 'testing', 'demo'],
  ...['iloveyou', 'monkey', 'dragon', 'sunshine', 'princess', 'football', 'baseball', 'superman', 'batman', 'shadow'],
  ...['michael', 'jordan', 'charlie', 'hello', 'hallo', 'trustno', 'starwars', 'whatever', 'freedom', 'qazwsx'],
  ...['summer', 'winter', 'spring', 'autumn', 'january', 'december', 'company', 'office', 'access', 'example'],
  ...['patchbay', 'vault', 'keychain', 'console', 'abc', 'lorem', 'ipsum', 'dolor', 'foobar', 'blah'],
].map(withoutRuns);

/** Neighbours on a keyboard, row by row and column by column. */
const rows = [
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
];
const inARow = [...rows, ...rows.map((row) => [...row].reverse().join('')), '1234567890', '0987654321'];

const lookalikes: Record<string, string> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};

/**
 * Why a passphrase is too easy to guess, as a sentence about it; null where it is not. It judges what can be seen without a list of
 * leaked passwords: length, repetition, rows of letters, digits or keys, and much-used words, also with digits for letters.
 */
export function passphraseWeakness(passphrase: string): string | null {
  const length = Array.from(passphrase).length;
  if (length < passphraseMinimum) return `It has ${length} characters; ${passphraseMinimum} are the least.`;
  const text = passphrase.normalize('NFKC').toLowerCase();
  const bare = text.replace(/[\s\p{P}]+/gu, '');
  const [even, odd] = [0, 1].map((rest) => [...text].filter((_, index) => index % 2 === rest).join(''));
  const least = Math.min(choices(text), choices(bare), choices(even ?? '') + choices(odd ?? ''));
  return least >= fewestChoices
    ? null
    : 'It is easy to guess: most of it is repeated, stands in a row, or is a much-used word.';
}

/** How many choices a text shows: each character is one, and so is each stretch that follows from what is known. */
function choices(whole: string): number {
  const text = withoutRuns(whole);
  let count = 0;
  for (let at = 0; at < text.length; count += 1) at += Math.max(1, stretchAt(text, at));
  return count;
}

const stretchAt = (text: string, at: number): number =>
  Math.max(wordAt(text, at), rowAt(text, at), sequenceAt(text, at), repetitionAt(text, at), yearAt(text, at));

function withoutRuns(text: string): string {
  return text.replace(/(.)\1+/gsu, '$1');
}

function wordAt(text: string, at: number): number {
  const rest = text.slice(at, at + 16);
  const plain = [...rest].map((character) => lookalikes[character] ?? character).join('');
  return Math.max(0, ...muchUsed.filter((word) => rest.startsWith(word) || plain.startsWith(word)).map(lengthOf));
}

function rowAt(text: string, at: number): number {
  let longest = 0;
  for (let length = 3; at + length <= text.length; length += 1) {
    const piece = text.slice(at, at + length);
    if (!inARow.some((row) => row.includes(piece))) break;
    longest = length;
  }
  return longest;
}

/** `abcd`, `4321`, `aceg`: the same step from each to the next. */
function sequenceAt(text: string, at: number): number {
  const step = text.charCodeAt(at + 1) - text.charCodeAt(at);
  if (!(Math.abs(step) <= 2)) return 0;
  let end = at + 1;
  while (text.charCodeAt(end + 1) - text.charCodeAt(end) === step) end += 1;
  return end - at >= 2 ? end - at + 1 : 0;
}

/** What was before, also where it reaches into itself: all of `ababab` after its first two. */
function repetitionAt(text: string, at: number): number {
  let length = 1;
  while (at + length < text.length && text.slice(0, at + length).includes(text.slice(at, at + length + 1))) length += 1;
  return length > 1 && text.slice(0, at + length - 1).includes(text.slice(at, at + length)) ? length : 0;
}

function yearAt(text: string, at: number): number {
  return /^(19|20)\d\d/.test(text.slice(at, at + 4)) ? 4 : 0;
}

const lengthOf = ({ length }: string): number => length;
