import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Chance, dynamicNames, dynamicValue } from './dynamic.ts';
import { lists, pictures } from './dynamicWords.ts';

const now = Date.UTC(2026, 4, 18, 12, 0, 0, 123);
const fixed = (random: number): Chance => ({
  now: () => now,
  random: () => random,
  uuid: () => '00000000-0000-4000-8000-000000000000',
});

/** What each looks like, whatever chance says. */
const manyWords = /^[a-z]+( [a-z]+)+$/;
const sentences = /^([A-Z][a-z]*( [a-z]+){2,9}\.[ \n]?)+$/;
const picture = /^https:\/\/images\.example\.com\/[a-z]+\/640x480\.jpg$/;
const fileName = /^[a-z]+_[a-z]+\.[a-z\d]+$/;
const ofList = Object.fromEntries(
  Object.entries(lists).map(([name, all]) => [
    `$${name}`,
    new RegExp(`^(${all.map((each) => each.replace(/[.$+/]/g, '\\$&')).join('|')})$`),
  ]),
);
const ofPictures = Object.fromEntries(pictures.map((kind) => [`$random${kind}Image`, picture]));

const looks: Readonly<Record<string, RegExp>> = {
  ...ofList,
  ...ofPictures,
  $randomSemver: /^\d\.\d\.\d$/,
  $randomLatitude: /^-?[0-8]?\d\.\d{4}$|^-?90\.0000$/,
  $randomLongitude: /^-?1?\d{1,2}\.\d{4}$/,
  $randomBankAccount: /^\d{8}$/,
  $randomCreditCardMask: /^\d{4}$/,
  $randomBankAccountBic: /^[A-Z]{8}$/,
  $randomBankAccountIban: /^BE\d{14}$/,
  $randomBitcoin: /^1[1-9A-HJ-NP-Za-km-z]{30}$/,
  $randomUserAgent: /^Mozilla\/5\.0 .+ rv:1[0-4]\d\.0\) Gecko\/\d+$/,
  $randomAvatarImage: /^https:\/\/images\.example\.com\/avatar\/\d{1,3}\.jpg$/,
  $randomImageUrl: picture,
  $randomImageDataUri: /^data:image\/svg\+xml;charset=UTF-8,%3Csvg%20xmlns[%\w.]+%2F%3E$/,
  $randomPhoneNumberExt: /^\d\d-555-\d{3}-\d{4}$/,
  $randomStreetName: /^[A-Z][a-z]+ Street$/,
  $randomJobTitle: /^[A-Z][a-z]+ [A-Z][a-z]+ [A-Z][a-z]+$/,
  $randomCompanyName: /^[A-Z][a-z]+ (Inc|LLC|Group|Ltd)$/,
  $randomBs: manyWords,
  $randomCatchPhrase: /^[A-Z][a-z]+ [a-z]+ [a-z]+$/,
  $randomProductName: /^[A-Z][a-z]+ [A-Z][a-z]+ [A-Z][a-z]+$/,
  $randomFileName: fileName,
  $randomCommonFileName: fileName,
  $randomFilePath: /^(\/[a-z]+)+\/[a-z]+_[a-z]+\.[a-z\d]+$/,
  $randomPhrase: /^We will [a-z]+ the [a-z]+ [a-z]+, and that will [a-z]+ the [a-z]+\.$/,
  $randomLoremWords: manyWords,
  $randomLoremSentence: sentences,
  $randomLoremSentences: sentences,
  $randomLoremParagraph: sentences,
  $randomLoremParagraphs: sentences,
  $randomLoremText: sentences,
  $randomLoremSlug: /^[a-z]+(-[a-z]+){2}$/,
  $randomLoremLines: sentences,
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
  $randomFullName: /^[A-Z][a-z]+ [A-Z][a-z]+$/,
  $randomUserName: /^[a-z]+\.[a-z]+\d{1,2}$/,
  $randomEmail: /^[a-z]+\.[a-z]+@example\.com$/,
  $randomExampleEmail: /^[a-z]+\.[a-z]+@example\.com$/,
  $randomPhoneNumber: /^555-\d{3}-\d{4}$/,
  $randomStreetAddress: /^[1-9]\d{0,3} [A-Z][a-z]+ Street$/,
  $randomWords: /^[a-z]+( [a-z]+){2}$/,
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

test('an account number has the check digits of its country, so that forms take it', () => {
  for (const random of [0, 0.1, 0.5, 0.99]) {
    const number = dynamicValue('$randomBankAccountIban', fixed(random)) ?? '';
    const digits = [...`${number.slice(4)}${number.slice(0, 4)}`].map((each) => parseInt(each, 36)).join('');
    expect(BigInt(digits) % 97n).toBe(1n);
  }
});
