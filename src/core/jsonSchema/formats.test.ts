import { isIPv4, isIPv6 } from 'node:net';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { fitsFormat, samplesOfFormat } from './formats.ts';

const ajv = new Ajv2020();
addFormats.default(ajv);

/** Compiled once for each format. */
const takers = new Map<string, (text: string) => boolean>();
function ajvTakes(format: string, text: string): boolean {
  const taker = takers.get(format) ?? ajv.compile<string>({ type: 'string', format });
  takers.set(format, taker);
  return taker(text);
}

/** A text with some of its characters changed, left out or added. */
const nearly = (text: fc.Arbitrary<string>, characters: string): fc.Arbitrary<string> =>
  fc
    .tuple(text, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 1 }), fc.constantFrom('', ...characters)), { maxLength: 2 }))
    .map(([given, changes]) =>
      changes.reduce((changed, [where, left, added]) => {
        const at = where % (changed.length + 1);
        return changed.slice(0, at) + added + changed.slice(at + left);
      }, given),
    );

const day = fc
  .tuple(
    fc.constantFrom('1900', '2000', '2023', '2024', '0000'),
    fc.constantFrom('00', '01', '02', '04', '12', '13'),
    fc.constantFrom('00', '01', '28', '29', '30', '31', '32'),
  )
  .map((each) => each.join('-'));
const zone = fc.oneof(
  fc.constantFrom('Z', 'z', '+00:00', '-23:59', '+24:00'),
  fc.stringMatching(/^[+-][01]\d:[0-6]\d$/),
);
const time = fc
  .tuple(fc.stringMatching(/^[0-2]\d:[0-6]\d:[0-6]\d$/), fc.constantFrom('', '.5', '.'), zone)
  .map((each) => each.join(''));
const label = fc.stringMatching(/^[a-z\d-]{1,5}$/);
const hostname = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'));
const group = fc.stringMatching(/^[\da-fA-F]{1,5}$/);
const ipv4 = fc
  .array(fc.oneof(fc.nat(300).map(String), fc.constantFrom('0', '255', '256')), { minLength: 3, maxLength: 5 })
  .map((parts) => parts.join('.'));
const ipv6 = fc
  .tuple(
    fc.array(fc.oneof({ weight: 6, arbitrary: group }, fc.constant(''), ipv4), { minLength: 1, maxLength: 9 }),
    fc.constantFrom('', '::', ':'),
  )
  .map(([groups, end]) => groups.join(':') + end);

/**
 * Ajv has rules of its own here: an offset without minutes, a leap second at hour 24, a fraction that rounds up, and an address
 * with nothing between the scheme and `?`.
 */
const isDisputed = (text: string) =>
  /:.*[+-]\d\d(?:\d\d)?$|:60|^\d{4}-\d\d-\d\d.{2,}\d\.\d{9}|^[a-z\d]+:[?#]/i.test(text);

describe('any text of nearly that form', () => {
  const cases: [format: string, texts: fc.Arbitrary<string>][] = [
    ['date', nearly(day, '-0T')],
    ['time', nearly(time, ':0.+-Z')],
    [
      'date-time',
      nearly(
        fc.tuple(day, fc.constantFrom('T', 't', ' ', ''), time).map((each) => each.join('')),
        ':T0Z-',
      ),
    ],
    ['duration', fc.stringMatching(/^P?(?:\d{1,2}[YMWD]){0,3}(?:T(?:\d{1,2}[HMS]){0,3})?$/)],
    ['hostname', nearly(hostname, '-._A')],
    // A host without a dot is one to RFC 5321, and none to Ajv.
    [
      'email',
      fc
        .tuple(nearly(fc.stringMatching(/^[a-z.+'"-]{1,6}$/), '@ .'), hostname)
        .map(([name, host]) => `${name}@${host}.co`),
    ],
    ['ipv4', nearly(ipv4, '.:0x')],
    ['uuid', nearly(fc.uuid(), '-gA0')],
    ['json-pointer', fc.stringMatching(/^[~/01a ]{0,8}$/)],
    ['relative-json-pointer', fc.stringMatching(/^[0-2]{0,2}[#/~a1]{0,5}$/)],
    ['byte', fc.stringMatching(/^[A-Za-z\d+/=_-]{0,9}$/)],
    ['uri', nearly(fc.stringMatching(/^(?:https?:\/\/|urn:|A1:)[a-z\d][a-z\d./]{0,8}(?:\?[a-z=&%]{0,4})?$/), ' %<:é')],
  ];

  it.each(cases)('is judged as Ajv judges it: %s', (format, texts) => {
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(!isDisputed(text));
        const expected = ajvTakes(format, text);
        seen.add(expected);
        expect([text, fitsFormat(format, text)]).toEqual([text, expected]);
      }),
      { numRuns: 250 },
    );
    expect(seen.size).toBe(2);
  });

  it('is an address where the system takes it for one', () => {
    fc.assert(
      fc.property(fc.oneof(ipv6, fc.ipV6(), nearly(fc.ipV6(), ':0g.')), fc.oneof(ipv4, fc.ipV4()), (six, four) => {
        expect([six, fitsFormat('ipv6', six)]).toEqual([six, isIPv6(six)]);
        expect([four, fitsFormat('ipv4', four)]).toEqual([four, isIPv4(four)]);
      }),
      { numRuns: 500 },
    );
  });
});

// RFC 3339 section 5.7: a leap second is the last one of a day in UTC.
test.each([
  ['23:59:60Z', true],
  ['23:59:60+00:00', true],
  ['01:29:60+01:30', true],
  ['15:59:60-08:00', true],
  ['00:29:60+00:30', true],
  ['22:59:60Z', false],
  ['23:58:60Z', false],
  ['23:59:60+01:00', false],
  ['23:59:60-01:00', false],
  ['15:59:60+08:00', false],
  ['23:59:61Z', false],
])('the time %s is one: %s', (text, isTime) => {
  expect(fitsFormat('time', text)).toBe(isTime);
  expect(fitsFormat('date-time', `1998-12-31T${text}`)).toBe(isTime);
});

// RFC 4291 section 2.2 and RFC 5952.
test.each([
  ['ABCD:EF01:2345:6789:ABCD:EF01:2345:6789', true],
  ['2001:DB8:0:0:8:800:200C:417A', true],
  ['2001:DB8::8:800:200C:417A', true],
  ['FF01::101', true],
  ['0:0:0:0:0:0:13.1.68.3', true],
  ['::13.1.68.3', true],
  ['::FFFF:129.144.52.38', true],
  ['1:2:3:4:5:6:7::', true],
  ['::2:3:4:5:6:7:8', true],
  ['1::2:3:4:5:6:7:8', false],
  ['1:2:3:4:5:6:7:1.2.3.4', false],
  ['1:2:3:4:5:1.2.3.4', false],
  ['1.2.3.4::', false],
  ['::1.2.3.256', false],
  [':1:2:3:4:5:6:7', false],
  ['1:2:3:4:5:6:7:', false],
  [':', false],
  ['', false],
])('%s is an IPv6 address: %s', (text, isAddress) => {
  expect(fitsFormat('ipv6', text)).toBe(isAddress);
});

// What documents show as addresses is less strict than RFC 3986.
test.each([
  ['url', 'https://example.com/ä?q={x}', true],
  ['uri', 'https://example.com/{x}', false],
  ['url', 'example.com', false],
  ['url', 'https://a b', false],
  ['uri-reference', '../a?b#c', true],
  ['uri-reference', 'a b', false],
  ['uri-reference', '%g0', false],
  ['idn-email', 'ä@exämple.com', true],
  ['idn-email', 'no at', false],
  ['regex', '^a(b|c)$', true],
  ['regex', '(a', false],
  ['regex', '(?P<name>x)', false],
  ['phone', 'anything', true],
])('%s takes %s: %s', (format, text, isTaken) => {
  expect(fitsFormat(format, text)).toBe(isTaken);
});

test.each(['ip', 'cidr', 'phone', 'mac', 'ulid', 'decimal', 'int32', 'int64', 'uint64', 'binary', 'regex', 'iri'])(
  'there is a sample of %s',
  (format) => {
    const [usual = ''] = samplesOfFormat(format);
    expect(usual).not.toBe('');
    expect(fitsFormat(format, usual)).toBe(true);
  },
);

test('an address as a sample belongs to no one', () => {
  // RFC 5737, RFC 3849, RFC 2606 and RFC 7042 keep these for documents.
  expect(samplesOfFormat('ipv4')[0]).toMatch(/^(?:192\.0\.2|198\.51\.100|203\.0\.113)\./);
  expect(samplesOfFormat('ip')[0]).toMatch(/^192\.0\.2\./);
  expect(samplesOfFormat('ipv6')[0]).toMatch(/^2001:db8:/);
  expect(samplesOfFormat('mac')[0]).toMatch(/^00:00:5e:00:53:/);
  for (const format of ['uri', 'url', 'iri', 'hostname', 'idn-hostname', 'email', 'idn-email'])
    expect(samplesOfFormat(format)[0]).toContain('example.com');
});
