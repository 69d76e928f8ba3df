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

const words = [
  'amber',
  'birch',
  'cedar',
  'delta',
  'ember',
  'fjord',
  'grove',
  'harbor',
  'island',
  'juniper',
  'kelp',
  'lagoon',
];
const firstNames = ['Ada', 'Ben', 'Cleo', 'Dana', 'Eli', 'Finn', 'Gia', 'Hugo', 'Iris', 'Jonas', 'Kira', 'Liam'];
const lastNames = [
  'Archer',
  'Baker',
  'Carter',
  'Dyer',
  'Fisher',
  'Glover',
  'Hunter',
  'Mason',
  'Porter',
  'Turner',
  'Weaver',
];
const cities = ['Bergen', 'Cork', 'Ghent', 'Lyon', 'Porto', 'Riga', 'Split', 'Turku', 'Vigo', 'Zadar'];
const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const below = ({ random }: Chance, end: number) => Math.floor(random() * end);
const oneOf = (chance: Chance, all: ArrayLike<string>): string => all[below(chance, all.length)] ?? '';
const many = (chance: Chance, count: number, all: string) =>
  Array.from({ length: count }, () => oneOf(chance, all)).join('');
const hex = '0123456789abcdef';
const dayMs = 86_400_000;
const name: Make = (chance) => `${oneOf(chance, firstNames)} ${oneOf(chance, lastNames)}`;

/** The dynamic values by the names that Postman gives them; those of `example.com` and `.test` reach nobody. */
const makers: Readonly<Record<string, Make>> = {
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
  randomFirstName: (chance) => oneOf(chance, firstNames),
  randomLastName: (chance) => oneOf(chance, lastNames),
  randomFullName: name,
  randomUserName: (chance) =>
    `${oneOf(chance, firstNames)}.${oneOf(chance, lastNames)}${below(chance, 100)}`.toLowerCase(),
  randomEmail: (chance) => `${name(chance).replace(' ', '.').toLowerCase()}@example.com`,
  randomExampleEmail: (chance) => `${name(chance).replace(' ', '.').toLowerCase()}@example.com`,
  randomPhoneNumber: (chance) => `555-${many(chance, 3, '0123456789')}-${many(chance, 4, '0123456789')}`,
  randomCity: (chance) => oneOf(chance, cities),
  randomStreetAddress: (chance) => `${1 + below(chance, 9_999)} ${oneOf(chance, lastNames)} Street`,
  randomCountryCode: (chance) => oneOf(chance, ['BE', 'ES', 'FI', 'FR', 'HR', 'IE', 'LV', 'NO', 'PT']),
  randomWord: (chance) => oneOf(chance, words),
  randomWords: (chance) => Array.from({ length: 3 }, () => oneOf(chance, words)).join(' '),
  randomLoremWord: (chance) => oneOf(chance, words),
  randomUrl: (chance) => `https://${oneOf(chance, words)}.test`,
  randomDomainName: (chance) => `${oneOf(chance, words)}.test`,
  randomIP: (chance) => `192.0.2.${below(chance, 256)}`,
  randomIPV6: (chance) => `2001:db8::${many(chance, 4, hex)}`,
  randomMACAddress: (chance) => Array.from({ length: 6 }, () => many(chance, 2, hex)).join(':'),
  randomPrice: (chance) => (below(chance, 100_000) / 100).toFixed(2),
  randomDatePast: ({ now, random }) => new Date(now() - Math.floor(random() * 365 * dayMs)).toISOString(),
  randomDateFuture: ({ now, random }) => new Date(now() + Math.floor(random() * 365 * dayMs)).toISOString(),
  randomDateRecent: ({ now, random }) => new Date(now() - Math.floor(random() * dayMs)).toISOString(),
};

/** The names of all dynamic values, with their `$`. */
export const dynamicNames: readonly string[] = Object.keys(makers).map((each) => `$${each}`);

/** A new value for a dynamic name such as `$guid`; null where there is no such name. Names count in any case. */
export function dynamicValue(dynamic: string, chance: Chance): string | null {
  if (!dynamic.startsWith('$')) return null;
  const wanted = dynamic.slice(1).toLowerCase();
  const found = Object.entries(makers).find(([each]) => each.toLowerCase() === wanted);
  return found === undefined ? null : found[1](chance);
}
