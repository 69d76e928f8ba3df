import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressClass } from './addressPolicy.ts';

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
};

describe('addressClass', () => {
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
});
