import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Chance, dynamicNames, dynamicValue } from './dynamic.ts';

const now = Date.UTC(2026, 4, 18, 12, 0, 0, 123);
const fixed = (random: number): Chance => ({
  now: () => now,
  random: () => random,
  uuid: () => '00000000-0000-4000-8000-000000000000',
});

/** What each looks like, whatever chance says. */
const looks: Readonly<Record<string, RegExp>> = {
  $guid: /^00000000-0000-4000-8000-000000000000$/,
  $uuid: /^00000000-0000-4000-8000-000000000000$/,
  $randomUUID: /^00000000-0000-4000-8000-000000000000$/,
  $timestamp: /^1779105600$/,
  $timestampMs: /^1779105600123$/,
  $isoTimestamp: /^2026-05-18T12:00:00\.123Z$/,
  $randomInt: /^(\d{1,3}|1000)$/,
  $randomAlphaNumeric: /^[A-Za-z\d]$/,
  $randomBoolean: /^(true|false)$/,
  $randomHexaDecimal: /^0x[\da-f]{8}$/,
  $randomHexColor: /^#[\da-f]{6}$/,
  $randomPassword: /^[A-Za-z\d]{15}$/,
  $randomFirstName: /^[A-Z][a-z]+$/,
  $randomLastName: /^[A-Z][a-z]+$/,
  $randomFullName: /^[A-Z][a-z]+ [A-Z][a-z]+$/,
  $randomUserName: /^[a-z]+\.[a-z]+\d{1,2}$/,
  $randomEmail: /^[a-z]+\.[a-z]+@example\.com$/,
  $randomExampleEmail: /^[a-z]+\.[a-z]+@example\.com$/,
  $randomPhoneNumber: /^555-\d{3}-\d{4}$/,
  $randomCity: /^[A-Z][a-z]+$/,
  $randomStreetAddress: /^[1-9]\d{0,3} [A-Z][a-z]+ Street$/,
  $randomCountryCode: /^[A-Z]{2}$/,
  $randomWord: /^[a-z]+$/,
  $randomWords: /^[a-z]+( [a-z]+){2}$/,
  $randomLoremWord: /^[a-z]+$/,
  $randomUrl: /^https:\/\/[a-z]+\.test$/,
  $randomDomainName: /^[a-z]+\.test$/,
  $randomIP: /^192\.0\.2\.\d{1,3}$/,
  $randomIPV6: /^2001:db8::[\da-f]{4}$/,
  $randomMACAddress: /^([\da-f]{2}:){5}[\da-f]{2}$/,
  $randomPrice: /^\d{1,3}\.\d{2}$/,
  $randomDatePast: /^202[56]-\d\d-\d\dT[\d:.]+Z$/,
  $randomDateFuture: /^202[67]-\d\d-\d\dT[\d:.]+Z$/,
  $randomDateRecent: /^2026-05-1[78]T[\d:.]+Z$/,
};

test('each dynamic value looks as its name says, at the ends of chance too', () => {
  expect(Object.keys(looks).sort()).toEqual([...dynamicNames].sort());
  const chances = fc.oneof(
    fc.constantFrom(0, 1 - 2 ** -53),
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...dynamicNames), chances, (name, random) => {
      expect(dynamicValue(name, fixed(random))).toMatch(looks[name] ?? /never/);
    }),
  );
});

test('times lie on their side of now, and not further away than they say', () => {
  const at = (name: string, random: number) => Date.parse(dynamicValue(name, fixed(random)) ?? '');
  const day = 86_400_000;
  const last = 1 - 2 ** -53;
  expect([at('$randomDatePast', 0), at('$randomDateFuture', 0), at('$randomDateRecent', 0)]).toEqual([now, now, now]);
  expect(at('$randomDatePast', last)).toBeGreaterThan(now - 366 * day);
  expect(at('$randomDateFuture', last)).toBeLessThan(now + 366 * day);
  expect(at('$randomDateRecent', last)).toBeGreaterThan(now - day - 1);
});

test.each(['guid', '$', '$nothing', '$__proto__', '$constructor', '$toString', '$hasOwnProperty', '', '$guid '])(
  'the name %j has no dynamic value',
  (name) => expect(dynamicValue(name, fixed(0))).toBeNull(),
);

test('names count in any case', () => {
  expect(dynamicValue('$RANDOMint', fixed(0.5))).toBe('500');
  expect(dynamicValue('$randomint', fixed(0.5))).toBe('500');
});
