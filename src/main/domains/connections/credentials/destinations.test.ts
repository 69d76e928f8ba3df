import { describe, expect, test } from 'vitest';
import { userId } from '#contract/common.ts';
import type { PartConfig, Placement } from '#contract/connections.ts';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { uuidv7 } from '#main/store/index.ts';
import {
  destinationsOf,
  enteredBy,
  isInside,
  moveOf,
  requireDestinations,
  secretMayGoTo,
  staysPut,
} from './destinations.ts';

const [ada, bea] = [userId.parse(uuidv7()), userId.parse(uuidv7())];

test.each<[string, boolean]>([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.255.0.9', true],
  ['[::1]', true],
  ['10.0.0.1', true],
  ['172.16.0.1', true],
  ['172.32.0.1', false],
  ['192.168.1.1', true],
  ['[fd00::1]', true],
  ['8.8.8.8', false],
  ['[2606:4700::1111]', false],
  ['printer', true],
  ['api.localhost', true],
  ['nas.local', true],
  ['vault.internal', true],
  ['router.home.arpa', true],
  ['home.arpa.example.com', false],
  ['local.example.com', false],
  ['example.com', false],
  ['notlocal', true],
  ['api.notlocal', false],
])('%s is a place inside: %s', (host, inside) => expect(isInside(host)).toBe(inside));

describe('a secret that is bound to', () => {
  test.each<[string, string, boolean]>([
    ['api.example.com', 'https://api.example.com/x', true],
    ['API.Example.com', 'https://api.example.com/x', true],
    ['api.example.com', 'https://api.example.com:443/x', true],
    ['api.example.com', 'https://api.example.com:8443/x', false],
    ['api.example.com:8443', 'https://api.example.com:8443/x', true],
    ['api.example.com:8443', 'https://api.example.com/x', false],
    ['api.example.com:443', 'https://api.example.com/x', true],
    ['api.example.com', 'https://evil-api.example.com/', false],
    ['api.example.com', 'https://api.example.com.evil.test/', false],
    ['*.example.com', 'https://a.example.com/', true],
    ['*.example.com', 'https://a.b.example.com/', true],
    ['*.Example.com', 'https://a.example.com/', true],
    ['*.example.com', 'https://example.com/', false],
    ['*.example.com', 'https://evilexample.com/', false],
    ['*.example.com', 'https://a.example.com:8443/', false],
    ['*.example.com:8443', 'https://a.example.com:8443/', true],
    ['*.example.com:8443', 'https://a.example.com/', false],
    ['[::1]', 'https://[::1]/', true],
    ['[::1]:8443', 'https://[::1]:8443/', true],
    ['[::1]', 'https://[::1]:8443/', false],
    // Plain http shows it to every network in between.
    ['api.example.com', 'http://api.example.com/', false],
    ['localhost:3000', 'http://localhost:3000/', true],
    ['localhost', 'http://localhost:80/', true],
    ['localhost', 'http://localhost:3000/', false],
    ['localhost:443', 'http://localhost/', false],
    ['*.internal', 'http://api.internal/', false],
    ['api.internal', 'http://api.internal/', true],
    ['8.8.8.8', 'http://8.8.8.8/', false],
    ['127.0.0.1', 'ftp://127.0.0.1/', false],
    ['api.example.com', 'wss://api.example.com/', false],
    ['*.', 'https://a.example.com/', false],
    ['', 'https://a.example.com/', false],
  ])('%s may go to %s: %s', (host, address, may) => {
    expect(secretMayGoTo([host], new URL(address))).toBe(may);
    expect(secretMayGoTo(['other.example', host], new URL(address))).toBe(may);
  });

  test('nothing goes nowhere', () => expect(secretMayGoTo([], new URL('https://a.example/'))).toBe(false));
});

const header: Placement = { in: 'header', name: 'X-Key', prefix: '' };
const oauth = (fields: object): PartConfig => ({
  kind: 'oauth2',
  oauth: oauthConfig.parse({
    grant: 'clientCredentials',
    clientId: 'client',
    clientAuth: 'client_secret_basic',
    tokenUrl: 'https://login.example.com/token',
    ...fields,
  }),
});

/** Settings with what a case is about. */
const settings = (fields: Partial<Parameters<typeof moveOf>[0]>): Parameters<typeof moveOf>[0] => ({
  allowedHosts: ['api.example.com'],
  placement: header,
  config: null,
  more: [],
  ...fields,
});

describe('changed settings', () => {
  test.each<[string[], string[], boolean]>([
    [['a.example.com'], ['a.example.com'], false],
    [['a.example.com', 'b.example.com'], ['b.example.com'], false],
    [['a.example.com'], [], false],
    [['a.example.com'], ['a.example.com', 'b.example.com'], true],
    [['*.example.com'], ['a.example.com'], false],
    [['*.example.com'], ['*.a.example.com'], false],
    [['*.example.com'], ['*.example.com'], false],
    [['*.example.com'], ['example.com'], true],
    [['*.example.com'], ['evilexample.com'], true],
    [['a.example.com'], ['*.example.com'], true],
    [['a.example.com'], ['a.example.com:8443'], true],
    [['*.example.com'], ['a.example.com:8443'], true],
    [['*.example.com:8443'], ['a.example.com:8443'], false],
    // Inside, http will do for a host by its name, which the pattern never let through.
    [['*.internal'], ['api.internal'], true],
    [['*.internal:80'], ['api.internal:80'], true],
  ])('from %j to %j let the secret go further: %s', (before, next, widened) => {
    const move = moveOf(settings({ allowedHosts: before }), settings({ allowedHosts: next }));
    expect(move).toEqual({ widened, authority: null });
    expect(staysPut(move)).toBe(!widened);
  });

  test.each<[string, Placement, boolean]>([
    ['nothing', header, false],
    ['the word before it', { ...header, prefix: 'Bearer ' }, false],
    ['the name', { ...header, name: 'X-Other' }, true],
    ['the place', { ...header, in: 'query' }, true],
  ])('of where it stands move it: %s', (_, placement, widened) => {
    expect(moveOf(settings({}), settings({ placement })).widened).toBe(widened);
  });

  test.each<[string, object, string | null]>([
    ['none', {}, null],
    ['another path', { tokenUrl: 'https://login.example.com/v2/token' }, null],
    ['another host', { tokenUrl: 'https://login.evil.test/token' }, 'https://login.evil.test'],
    ['another port', { tokenUrl: 'https://login.example.com:8443/token' }, 'https://login.example.com:8443'],
    ['another scheme', { tokenUrl: 'http://login.example.com/token' }, 'http://login.example.com'],
    ['a new revocation', { revocationUrl: 'https://revoke.evil.test/' }, 'https://revoke.evil.test'],
  ])('of addresses name the authority that is new: %s', (_, fields, authority) => {
    const before = settings({ config: oauth({}) });
    expect(moveOf(before, settings({ config: oauth(fields) })).authority).toBe(authority);
    const second = { more: [{ config: oauth(fields) }] as never };
    expect(moveOf(settings({ more: [{ config: oauth({}) }] as never }), settings(second)).authority).toBe(authority);
  });
});

describe('a request with a connection', () => {
  const bound = { allowedHosts: ['api.example.com', '*.cdn.example.com'], secretBy: ada };
  const going = (address: string, headers: [string, string][] = [], proxy: string | null = null, by = ada) =>
    destinationsOf(
      { outbound: { readingProxies: async () => (proxy === null ? [] : [proxy]) } },
      { userId: by } as Parameters<typeof destinationsOf>[1],
      bound,
      { url: new URL(address), headers },
    );

  test.each<[string, [string, string][], string | null, string | null]>([
    ['https://api.example.com/', [], null, null],
    ['https://a.cdn.example.com/', [], null, null],
    ['https://evil.test/', [], null, 'evil.test'],
    ['https://evil.test:8443/', [], null, 'evil.test:8443'],
    ['http://api.example.com/', [], null, 'api.example.com'],
    ['https://api.example.com/', [['Host', 'evil.test']], null, 'evil.test'],
    ['https://api.example.com/', [['Host', 'api.example.com']], null, null],
    ['https://api.example.com/', [['Host', 'b.cdn.example.com']], null, null],
    ['https://api.example.com/', [['Host', 'api.example.com:444']], null, 'api.example.com:444'],
    ['https://api.example.com/', [], 'proxy.example:3128', 'proxy.example:3128'],
    ['https://evil.test/', [['Host', 'other.test']], 'proxy:1', 'evil.test, other.test, proxy:1'],
  ])('to %s with %j through %s shows its secret to %s as well', async (address, headers, proxy, label) => {
    const found = await going(address, headers, proxy);
    expect(found.label).toBe(label);
    expect(found.foreign).toEqual(label === null ? [] : label.split(', '));
  });

  test('goes there only where whoever entered the secret confirms just these hosts', async () => {
    const code = async (by: typeof ada, confirmed: string | null) => {
      try {
        requireDestinations(await going('https://evil.test/', [], null, by), bound, confirmed);
        return 'goes';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect([
      await code(ada, 'evil.test'),
      await code(ada, null),
      await code(ada, 'other.test'),
      await code(ada, 'evil.test, other.test'),
    ]).toEqual(['goes', 'HOST_REFUSED', 'HOST_REFUSED', 'HOST_REFUSED']);
    expect(await code(bea, 'evil.test')).toBe('HOST_REFUSED');
  });
});

test.each<[string, typeof ada | null, number, boolean, typeof ada | null]>([
  ['all of them before', ada, 1, true, ada],
  ['the only one', bea, 0, false, ada],
  ['one, while another part has its own', bea, 1, false, null],
  ['one, while others stay', bea, 0, true, null],
  ['the only one of nobody', null, 0, false, ada],
])('who has entered %s has entered what would go', (_, secretBy, parts, othersStay, expected) => {
  const before = { secretBy, more: Array.from({ length: parts }, () => ({})) as never };
  expect(enteredBy({ userId: ada }, before, othersStay)).toBe(expected);
});
