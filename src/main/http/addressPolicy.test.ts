import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressClass, addressRefused, bare, isAllowed, isLocalhost, nameRefused } from './addressPolicy.ts';

const known: Record<string, ReturnType<typeof addressClass>> = {
  '93.184.215.14': 'public',
  '127.0.0.1': 'loopback',
  '127.255.255.254': 'loopback',
  '10.1.2.3': 'private',
  '172.31.0.1': 'private',
  '172.32.0.1': 'public',
  '192.168.1.1': 'private',
  '100.64.0.1': 'private',
  '100.100.100.200': 'metadata',
  '169.254.1.1': 'linkLocal',
  '169.254.169.254': 'metadata',
  '168.63.129.16': 'metadata',
  '0.0.0.0': 'unspecified',
  '224.0.0.1': 'reserved',
  '255.255.255.255': 'reserved',
  '::1': 'loopback',
  '::': 'unspecified',
  'fe80::1': 'linkLocal',
  'fe80::1%eth0': 'linkLocal',
  'fd00:ec2::254': 'metadata',
  'fd12:3456::1': 'private',
  'ff02::1': 'reserved',
  '2606:4700::1111': 'public',
  '::ffff:127.0.0.1': 'loopback',
  '::ffff:a9fe:a9fe': 'metadata',
  '::127.0.0.1': 'loopback',
  '64:ff9b::169.254.169.254': 'metadata',
  '64:ff9b::a00:1': 'private',
  '64:ff9b::5db8:d70e': 'public',
  // A network's own prefix for NAT64, of each length of RFC 6052, and that for local use of RFC 8215.
  '2a00:1:a9fe:a9fe::': 'metadata',
  '2a00:1:a9:fea9:fe::': 'metadata',
  '2a00:1:2:a9fe:a9:fe00::': 'metadata',
  '2a00:1:2:3a9:fe:a9fe::': 'metadata',
  '2a00:1:2:a9:fe:a9fe::': 'metadata',
  '2a00:1:2:3:a9:fea9:fe00:0': 'metadata',
  '2a00:1:2:3::a9fe:a9fe': 'metadata',
  '2a00:1:2:3::a9fe:1': 'linkLocal',
  '2a00:1:2:3::a00:1': 'public',
  '2a00:1:2:3:4:5:a9fe:a9fe': 'metadata',
  '64:ff9b:1::a9fe:a9fe': 'metadata',
  '64:ff9b:1::7f00:1': 'loopback',
  '64:ff9b:1::808:808': 'private',
  '2a00::200:5efe:7f00:1': 'loopback',
  '2002:7f00:1::': 'loopback',
  '2001:0:0:0:0:0:f5ff:fffe': 'private',
  // What only looks as if it carried an address.
  '::1:7f00:1': 'public',
  '1::7f00:1': 'public',
  '::ffff:0:7f00:1': 'loopback',
  '::fffe:0:7f00:1': 'public',
  '::ffff:1:7f00:1': 'public',
  '::1:ffff:7f00:1': 'public',
  '1::ffff:0:7f00:1': 'public',
  '65:ff9b::7f00:1': 'public',
  '64:ff9a::7f00:1': 'public',
  '64:ff9b::1:808:808': 'private',
  '2003:7f00:1::': 'public',
  '2001:1::f5ff:fffe': 'public',
  '2a00::5efe:7f00:1': 'loopback',
  '2a00::100:5efe:7f00:1': 'public',
  '2a00::1:5efe:7f00:1': 'public',
  '2a00::5eff:7f00:1': 'public',
  '2a00:1:2:3:100:0:a9fe:a9fe': 'public',
  // Written with dots.
  '2a00:1:2:3::169.254.169.254': 'metadata',
  '1:2:3:4:5:6:169.254.169.254': 'metadata',
  '::ffff:10.20.30.40': 'private',
  '::8.8.8.8': 'public',
};

const highest = 'ffff:ffff:ffff:ffff:ffff:ffff:ffff';

/** First and last address of each range of IANA's registries and each metadata address of a vendor, and the ones on either side. */
const edges: [ReturnType<typeof addressClass>, inside: string[], ReturnType<typeof addressClass>, outside: string[]][] =
  [
    ['unspecified', ['0.0.0.0', '0.255.255.255'], 'public', ['1.0.0.0']],
    ['loopback', ['127.0.0.0', '127.255.255.255'], 'public', ['126.255.255.255', '128.0.0.0']],
    ['linkLocal', ['169.254.0.0', '169.254.255.255'], 'public', ['169.253.255.255', '169.255.0.0']],
    ['private', ['10.0.0.0', '10.255.255.255'], 'public', ['9.255.255.255', '11.0.0.0']],
    ['private', ['172.16.0.0', '172.31.255.255'], 'public', ['172.15.255.255', '172.32.0.0']],
    ['private', ['192.168.0.0', '192.168.255.255'], 'public', ['192.167.255.255', '192.169.0.0']],
    ['private', ['100.64.0.0', '100.127.255.255'], 'public', ['100.63.255.255', '100.128.0.0']],
    ['private', ['198.18.0.0', '198.19.255.255'], 'public', ['198.17.255.255', '198.20.0.0']],
    ['reserved', ['192.0.0.0', '192.0.0.255'], 'public', ['191.255.255.255', '192.0.1.0']],
    ['reserved', ['192.0.2.0', '192.0.2.255'], 'public', ['192.0.1.255', '192.0.3.0']],
    ['reserved', ['192.88.99.0', '192.88.99.255'], 'public', ['192.88.98.255', '192.88.100.0']],
    ['reserved', ['198.51.100.0', '198.51.100.255'], 'public', ['198.51.99.255', '198.51.101.0']],
    ['reserved', ['203.0.113.0', '203.0.113.255'], 'public', ['203.0.112.255', '203.0.114.0']],
    ['reserved', ['224.0.0.0', '239.255.255.255', '240.0.0.0'], 'public', ['223.255.255.255']],
    ['metadata', ['169.254.169.254'], 'linkLocal', ['169.254.169.253', '169.254.169.255']],
    ['metadata', ['169.254.170.2'], 'linkLocal', ['169.254.170.1', '169.254.170.3']],
    ['metadata', ['100.100.100.200'], 'private', ['100.100.100.199', '100.100.100.201']],
    ['metadata', ['168.63.129.16'], 'public', ['168.63.129.15', '168.63.129.17']],
    ['metadata', ['192.0.0.192'], 'reserved', ['192.0.0.191', '192.0.0.193']],
    ['metadata', ['fd00:ec2::254'], 'private', ['fd00:ec2::253', 'fd00:ec2::255']],
    ['metadata', ['fd00:ec2::23'], 'private', ['fd00:ec2::22', 'fd00:ec2::24']],
    ['metadata', ['fd20:ce::254'], 'private', ['fd20:ce::253', 'fd20:ce::255']],
    ['metadata', ['fd00:42::42'], 'private', ['fd00:42::41', 'fd00:42::43']],
    ['linkLocal', ['fe80::', `febf:${highest}`], 'public', [`fe7f:${highest}`]],
    ['private', ['fc00::', `fdff:${highest}`], 'public', [`fbff:${highest}`, 'fe00::']],
    ['private', ['fec0::', `feff:${highest}`], 'reserved', ['ff00::', `ffff:${highest}`]],
    ['reserved', ['100::', '100::ffff:ffff:ffff:ffff'], 'public', ['100:0:0:1::', `ff:${highest}`]],
    ['reserved', ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'], 'public', ['2001:db7::', '2001:db9::']],
    ['reserved', ['3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff'], 'public', ['3ffe::', '3fff:1000::']],
    ['reserved', ['5f00::', `5f00:${highest}`], 'public', [`5eff:${highest}`, '5f01::']],
  ];

describe('addressClass', () => {
  test.each(edges)('is %s from %j on, and %s beside it: %j', (kind, inside, around, outside) => {
    expect(inside.map(addressClass)).toEqual(inside.map(() => kind));
    expect(outside.map(addressClass)).toEqual(outside.map(() => around));
  });

  test.each(Object.entries(known))('%s is %s', (address, kind) => {
    expect(addressClass(address)).toBe(kind);
  });

  test('an IPv4 address stays what it is inside a mapped, NAT64 or 6to4 address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const hex = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
        const groups = `${hex[0]}${hex[1]}:${hex[2]}${hex[3]}`;
        const kind = addressClass(address);
        expect(addressClass(`::ffff:${address}`)).toBe(kind);
        expect(addressClass(`::ffff:${groups}`)).toBe(kind);
        expect(addressClass(`64:ff9b::${address}`)).toBe(kind);
        expect(addressClass(`2002:${groups}::1`)).toBe(kind);
      }),
    );
  });

  // RFC 4380, section 4: Teredo carries the client's address with every bit turned over.
  test.each(['8.8.8.8', '192.168.0.1', '169.254.169.254', '100.100.100.200', '168.63.129.16', '127.0.0.1', '0.0.0.0'])(
    '%s stays what it is inside a Teredo address',
    (address) => {
      const bytes = address.split('.').map((part) => (Number(part) ^ 255).toString(16).padStart(2, '0'));
      const inside = `2001:0:4136:e378:8000:63bf:${bytes[0]}${bytes[1]}:${bytes[2]}${bytes[3]}`;
      expect(addressClass(inside)).toBe(addressClass(address));
    },
  );
});

describe('what may be reached', () => {
  test('is the one address that counts, where one does', () => {
    const rule = { trust: 'public', allowPrivate: true, pinned: '10.0.0.1' } as const;
    expect(['10.0.0.1', '10.0.0.2', '8.8.8.8'].map((address) => isAllowed(address, rule))).toEqual([
      true,
      false,
      false,
    ]);
    expect(isAllowed('169.254.1.1', { ...rule, pinned: '169.254.1.1' })).toBe(false);
    expect(isAllowed('8.8.8.8', { ...rule, pinned: undefined })).toBe(true);
  });

  const openTodo = {
    person: 'If you meant this address, send the request to it directly; a public host may not redirect there.',
    integration: 'If this is meant, allow private addresses for the integration.',
    public: 'If you trust this source, download the document and import it as a file.',
  };
  test.each([
    [['10.0.0.1'], 'an address of a private network', true],
    [['127.0.0.1', '::1'], 'an address of this computer', true],
    [['169.254.169.254'], 'the metadata service of a cloud machine', false],
    [['169.254.1.1'], 'a link-local address', false],
    [['0.0.0.0'], 'an unspecified address', false],
    [['224.0.0.1'], 'a reserved or multicast address', false],
    [['8.8.8.8'], 'a public address', false],
    [['169.254.1.1', '10.0.0.1'], 'a link-local address and an address of a private network', true],
  ])('what is refused is told, and what helps: %j', (addresses, what, isOpen) => {
    for (const trust of ['person', 'integration', 'public'] as const)
      expect(addressRefused('api.test', addresses, { trust, allowPrivate: false })).toMatchObject({
        code: 'ADDRESS_REFUSED',
        message: `api.test is ${what}.`,
        data: {
          kept: 'Nothing was sent to it.',
          todo: isOpen ? openTodo[trust] : 'Use another address: this kind is never reached from here.',
          phase: 'address',
          tried: `api.test (${addresses.join(', ')})`,
        },
      });
  });

  test('a name is refused by itself', () => {
    expect(nameRefused('metadata', 'a name of something')).toMatchObject({
      code: 'ADDRESS_REFUSED',
      message: 'metadata is a name of something.',
      data: {
        kept: 'Nothing was sent to it.',
        todo: 'Use another address; this kind can’t be reached through a proxy.',
        phase: 'address',
        tried: 'metadata',
      },
    });
  });
});

test.each([
  ['localhost', true],
  ['LocalHost.', true],
  ['a.b.localhost', true],
  ['xlocalhost', false],
  ['localhost.test', false],
  ['.localhost', false],
  ['localhostx', false],
])('%s is this computer (RFC 6761, section 6.3): %s', (name, is) => {
  expect(isLocalhost(name)).toBe(is);
});

test('an IPv6 literal without its brackets', () => {
  expect(['[::1]', 'a.test', '127.0.0.1'].map(bare)).toEqual(['::1', 'a.test', '127.0.0.1']);
});
