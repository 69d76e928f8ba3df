import {
  adjectives,
  companySuffixes,
  firstNames,
  lastNames,
  lists,
  lorem,
  nouns,
  pictures,
  verbs,
  words,
} from './dynamicWords.ts';

/** What dynamic values are made of, so that tests decide it. */
export interface Chance {
  /** Milliseconds since 1970 UTC. */
  now(): number;
  /** From 0 to below 1. */
  random(): number;
  /** A new UUID of version 4 (RFC 9562, section 5.4). */
  uuid(): string;
}

type Make = (chance: Chance) => string;

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const below = ({ random }: Chance, end: number) => Math.floor(random() * end);
const oneOf = (chance: Chance, all: ArrayLike<string>): string => all[below(chance, all.length)] ?? '';
const many = (chance: Chance, count: number, all: string) =>
  Array.from({ length: count }, () => oneOf(chance, all)).join('');
const hex = '0123456789abcdef';
const decimal = '0123456789';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Without the characters that look like others. */
const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const dayMs = 86_400_000;
const name: Make = (chance) => `${oneOf(chance, firstNames)} ${oneOf(chance, lastNames)}`;
const times = (chance: Chance, count: number, make: Make, separator: string) =>
  Array.from({ length: count }, () => make(chance)).join(separator);
/** From the first number to the last, both included. */
const between = (chance: Chance, first: number, last: number) => first + below(chance, last - first + 1);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const loremWord: Make = (chance) => oneOf(chance, lorem);
const sentence: Make = (chance) => `${capital(times(chance, between(chance, 3, 10), loremWord, ' '))}.`;
const paragraph: Make = (chance) => times(chance, 3, sentence, ' ');
const fromList =
  (of: string): Make =>
  (chance) =>
    oneOf(chance, lists[of] ?? []);
/** Names of lists, joined by blanks. */
const joined =
  (...names: string[]): Make =>
  (chance) =>
    names.map((each) => fromList(each)(chance)).join(' ');
const fileName =
  (extension: string): Make =>
  (chance) =>
    `${oneOf(chance, nouns)}_${oneOf(chance, words)}.${fromList(extension)(chance)}`;
const email: Make = (chance) => `${name(chance).replace(' ', '.').toLowerCase()}@example.com`;
const degrees =
  (most: number): Make =>
  ({ random }) =>
    ((random() * 2 - 1) * most).toFixed(4);
const company: Make = (chance) => `${oneOf(chance, lastNames)} ${oneOf(chance, companySuffixes)}`;
const catchPhrase = joined('randomCatchPhraseAdjective', 'randomCatchPhraseDescriptor', 'randomCatchPhraseNoun');
const picture =
  (kind: string): Make =>
  () =>
    `https://images.example.com/${kind}/640x480.jpg`;

/** Two check digits of an account number (ISO 13616): what makes it 1 modulo 97. */
function iban(country: string, account: string): string {
  const digits = [...`${account}${country}00`].map((each) => parseInt(each, 36)).join('');
  return `${country}${String(98 - Number(BigInt(digits) % 97n)).padStart(2, '0')}${account}`;
}

const numbers: Readonly<Record<string, Make>> = {
  guid: ({ uuid }) => uuid(),
  uuid: ({ uuid }) => uuid(),
  randomUUID: ({ uuid }) => uuid(),
  timestamp: ({ now }) => String(Math.floor(now() / 1000)),
  timestampMs: ({ now }) => String(now()),
  isoTimestamp: ({ now }) => new Date(now()).toISOString(),
  randomInt: (chance) => String(below(chance, 1001)),
  randomAlphaNumeric: (chance) => oneOf(chance, alphanumeric),
  randomBoolean: (chance) => String(chance.random() < 0.5),
  randomHexaDecimal: (chance) => `0x${many(chance, 8, hex)}`,
  randomHexColor: (chance) => `#${many(chance, 6, hex)}`,
  randomPassword: (chance) => many(chance, 15, alphanumeric),
  randomSemver: (chance) => times(chance, 3, (each) => String(below(each, 10)), '.'),
  randomLatitude: degrees(90),
  randomLongitude: degrees(180),
  randomPrice: (chance) => (below(chance, 100_000) / 100).toFixed(2),
  randomBankAccount: (chance) => many(chance, 8, decimal),
  randomCreditCardMask: (chance) => many(chance, 4, decimal),
  randomBankAccountBic: (chance) =>
    `${many(chance, 4, letters)}${fromList('randomCountryCode')(chance)}${many(chance, 2, letters)}`,
  randomBankAccountIban: (chance) => iban('BE', many(chance, 12, decimal)),
  randomBitcoin: (chance) => `1${many(chance, 30, base58)}`,
  randomDatePast: ({ now, random }) => new Date(now() - Math.floor(random() * 365 * dayMs)).toISOString(),
  randomDateFuture: ({ now, random }) => new Date(now() + Math.floor(random() * 365 * dayMs)).toISOString(),
  randomDateRecent: ({ now, random }) => new Date(now() - Math.floor(random() * dayMs)).toISOString(),
};

const network: Readonly<Record<string, Make>> = {
  randomIP: (chance) => `192.0.2.${below(chance, 256)}`,
  randomIPV6: (chance) => `2001:db8::${many(chance, 4, hex)}`,
  randomMACAddress: (chance) => times(chance, 6, (each) => many(each, 2, hex), ':'),
  randomUserAgent: (chance) => `Mozilla/5.0 (X11; Linux x86_64; rv:${between(chance, 100, 140)}.0) Gecko/20100101`,
  randomEmail: email,
  randomExampleEmail: email,
  randomUserName: (chance) =>
    `${oneOf(chance, firstNames)}.${oneOf(chance, lastNames)}${below(chance, 100)}`.toLowerCase(),
  randomDomainName: (chance) => `${oneOf(chance, words)}.test`,
  randomUrl: (chance) => `https://${oneOf(chance, words)}.test`,
  randomAvatarImage: (chance) => `https://images.example.com/avatar/${below(chance, 1000)}.jpg`,
  randomImageUrl: picture('any'),
  randomImageDataUri: (chance) =>
    `data:image/svg+xml;charset=UTF-8,%3Csvg%20xmlns%3D%22http%3A%2F%2Fwww.w3.org%2F2000%2Fsvg%22%20width%3D%22${between(chance, 10, 640)}%22%20height%3D%22480%22%2F%3E`,
  ...Object.fromEntries(pictures.map((kind) => [`random${kind}Image`, picture(kind.toLowerCase())])),
};

const texts: Readonly<Record<string, Make>> = {
  randomFullName: name,
  randomPhoneNumber: (chance) => `555-${many(chance, 3, decimal)}-${many(chance, 4, decimal)}`,
  randomPhoneNumberExt: (chance) =>
    `${between(chance, 10, 99)}-555-${many(chance, 3, decimal)}-${many(chance, 4, decimal)}`,
  randomStreetName: (chance) => `${oneOf(chance, lastNames)} Street`,
  randomStreetAddress: (chance) => `${1 + below(chance, 9_999)} ${oneOf(chance, lastNames)} Street`,
  randomJobTitle: joined('randomJobDescriptor', 'randomJobArea', 'randomJobType'),
  randomCompanyName: company,
  randomBs: joined('randomBsBuzz', 'randomBsAdjective', 'randomBsNoun'),
  randomCatchPhrase: catchPhrase,
  randomProductName: joined('randomProductAdjective', 'randomProductMaterial', 'randomProduct'),
  randomFileName: fileName('randomFileExt'),
  randomCommonFileName: fileName('randomCommonFileExt'),
  randomFilePath: (chance) => `${fromList('randomDirectoryPath')(chance)}/${fileName('randomFileExt')(chance)}`,
  randomWords: (chance) => times(chance, 3, (each) => oneOf(each, words), ' '),
  randomPhrase: (chance) =>
    `We will ${oneOf(chance, verbs)} the ${oneOf(chance, adjectives)} ${oneOf(chance, nouns)}, and that will ${oneOf(chance, verbs)} the ${oneOf(chance, nouns)}.`,
  randomLoremWords: (chance) => times(chance, 3, loremWord, ' '),
  randomLoremSentence: sentence,
  randomLoremSentences: (chance) => times(chance, between(chance, 2, 6), sentence, ' '),
  randomLoremParagraph: paragraph,
  randomLoremParagraphs: (chance) => times(chance, 3, paragraph, '\n'),
  randomLoremText: paragraph,
  randomLoremSlug: (chance) => times(chance, 3, loremWord, '-'),
  randomLoremLines: (chance) => times(chance, between(chance, 1, 5), sentence, '\n'),
};

const makers: Readonly<Record<string, Make>> = {
  ...numbers,
  ...network,
  ...texts,
  ...Object.fromEntries(Object.keys(lists).map((each) => [each, fromList(each)])),
};
const byName = new Map(Object.entries(makers).map(([each, make]) => [each.toLowerCase(), make]));

/** The names of all dynamic values, with their `$`. */
export const dynamicNames: readonly string[] = Object.keys(makers).map((each) => `$${each}`);

/** A new value for a dynamic name such as `$guid`; null where there is no such name. Names count in any case. */
export function dynamicValue(dynamic: string, chance: Chance): string | null {
  if (!dynamic.startsWith('$')) return null;
  return byName.get(dynamic.slice(1).toLowerCase())?.(chance) ?? null;
}
