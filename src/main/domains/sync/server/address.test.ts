import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAddress, parseAddress, placeOf } from './address.ts';

const failure = (kind: string) => expect.objectContaining({ name: 'ServerError', kind });

test.each([
  [
    'postgres://ann:s3cret@db.example.test/team',
    { host: 'db.example.test', port: 5432, database: 'team', tls: 'full', caFile: null },
    'ann',
    's3cret',
  ],
  [
    'postgresql://db.example.test:6432/team',
    { host: 'db.example.test', port: 6432, database: 'team', tls: 'full', caFile: null },
    null,
    null,
  ],
  [
    'postgresql://a%40b:p%3A%2F%3F%23@h/d%20b',
    { host: 'h', port: 5432, database: 'd b', tls: 'full', caFile: null },
    'a@b',
    'p:/?#',
  ],
  [
    'postgres://u@[2001:db8::1]:5433/d',
    { host: '2001:db8::1', port: 5433, database: 'd', tls: 'full', caFile: null },
    'u',
    null,
  ],
  ['postgres://u@[::1]/d', { host: '::1', port: 5432, database: 'd', tls: 'plain', caFile: null }, 'u', null],
  ['postgres://u@localhost/d', { host: 'localhost', port: 5432, database: 'd', tls: 'plain', caFile: null }, 'u', null],
  [
    'postgres://u@localhost/d?sslmode=require',
    { host: 'localhost', port: 5432, database: 'd', tls: 'full', caFile: null },
    'u',
    null,
  ],
  ['postgres://u@h', { host: 'h', port: 5432, database: 'u', tls: 'full', caFile: null }, 'u', null],
  [
    'postgres:///d?host=h&port=1&user=u&password=p&sslmode=verify-ca&sslrootcert=/a%20b/ca.pem&application_name=x',
    { host: 'h', port: 1, database: 'd', tls: 'full', caFile: '/a b/ca.pem' },
    'u',
    'p',
  ],
  [
    'postgres://u@h/d?sslrootcert=system',
    { host: 'h', port: 5432, database: 'd', tls: 'full', caFile: null },
    'u',
    null,
  ],
] as const)('reads %s', (text, address, user, password) => {
  expect(parseAddress(text)).toEqual({ address, user, password });
});

test.each([
  ['mysql://h/d', 'address'],
  ['h/d', 'address'],
  ['postgres://', 'address'],
  ['postgres://u@h:99999/d', 'address'],
  ['postgres://u:%zz@h/d', 'address'],
  ['postgres://u@a,b/d', 'address'],
  ['postgres:///d?host=/var/run/postgresql', 'address'],
  ['postgres://u@h/d?sslmode=no-verify', 'address'],
  ['postgres://u@h/d?sslmode=disable', 'plainText'],
  ['postgres://u@10.0.0.5/d?sslmode=disable', 'plainText'],
])('refuses %s', (text, kind) => {
  expect(() => parseAddress(text)).toThrow(failure(kind));
});

test('no refusal repeats the password', () => {
  for (const text of [
    'postgres://u:hunter2@h:0/d',
    'postgres://u:hunter2@h/d?sslmode=disable',
    'mysql://u:hunter2@h/d',
    'postgres://u:hunter2@a,b/d',
  ]) {
    const error = (() => {
      try {
        return parseAddress(text);
      } catch (cause) {
        return cause as Error;
      }
    })();
    expect(`${(error as Error).stack}`).not.toContain('hunter2');
  }
});

test('what is written is read again', () => {
  const host = fc.oneof(
    fc.domain(),
    fc.ipV4(),
    fc.ipV6().filter((text) => !text.includes('.')),
  );
  const database = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => text.isWellFormed() && text.trim() === text && !/[\t\n\r]/.test(text));
  fc.assert(
    fc.property(
      host,
      fc.integer({ min: 1, max: 65_535 }),
      database,
      fc.option(fc.string({ minLength: 1 })),
      (name, port, db, ca) => {
        const caFile = ca === 'system' ? null : ca;
        const address = { host: name, port, database: db, tls: 'full' as const, caFile };
        const once = parseAddress(formatAddress(address));
        // An IPv6 address is written in one of its forms.
        const written = name.includes(':') ? once.address.host : name;
        expect(once).toEqual({ address: { ...address, host: written }, user: null, password: null });
        expect(parseAddress(formatAddress(once.address))).toEqual(once);
      },
    ),
  );
});

test.each(['.', '..', '...', '%2e'])('a database that is called %s is written so that it is read again', (database) => {
  const address = { host: 'db.example.com', port: 5432, database, tls: 'full', caFile: null } as const;
  expect(parseAddress(formatAddress(address)).address).toEqual(address);
});

test('a person reads host, port and database', () => {
  expect(placeOf(parseAddress('postgres://u:p@[::1]:7/d').address)).toBe('[::1]:7/d');
});
