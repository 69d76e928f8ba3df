import { BlockList, isIP } from 'node:net';
import { networkFaults } from '#contract/network.ts';
import type { AddressTrust } from './messages.ts';

/** What a request may reach. */
export interface AddressRule {
  readonly trust: AddressTrust;
  readonly allowPrivate: boolean;
  /** The one address that counts; the name is not resolved. */
  readonly pinned?: string | undefined;
}

const classWords: Record<AddressClass, string> = {
  public: 'a public address',
  loopback: 'an address of this computer',
  private: 'an address of a private network',
  linkLocal: 'a link-local address',
  metadata: 'the metadata service of a cloud machine',
  unspecified: 'an unspecified address',
  reserved: 'a reserved or multicast address',
};

/** Whether the rule lets a request reach this literal address. Link-local, metadata and reserved addresses never pass. */
export function isAllowed(address: string, rule: AddressRule): boolean {
  if (rule.pinned !== undefined && address !== rule.pinned) return false;
  const kind = addressClass(address);
  if (kind === 'public') return true;
  return (kind === 'loopback' || kind === 'private') && (rule.trust === 'person' || rule.allowPrivate);
}

/** The fault for a host none of whose addresses may be reached. */
export function addressRefused(host: string, addresses: readonly string[], rule: AddressRule) {
  const kinds = [...new Set(addresses.map((address) => addressClass(address)))];
  const open = kinds.some((kind) => kind === 'loopback' || kind === 'private');
  return networkFaults.fault('ADDRESS_REFUSED', `${host} is ${kinds.map((kind) => classWords[kind]).join(' and ')}.`, {
    kept: 'Nothing was sent to it.',
    todo: open ? openTodo[rule.trust] : 'Use another address: this kind is never reached from here.',
    phase: 'address',
    tried: `${host} (${addresses.join(', ')})`,
  });
}

/** The fault for a host that is refused by its name alone. */
export function nameRefused(host: string, what: string) {
  return networkFaults.fault('ADDRESS_REFUSED', `${host} is ${what}.`, {
    kept: 'Nothing was sent to it.',
    todo: 'Use another address; this kind can’t be reached through a proxy.',
    phase: 'address',
    tried: host,
  });
}

const openTodo: Record<AddressTrust, string> = {
  person: 'If you meant this address, send the request to it directly; a public host may not redirect there.',
  integration: 'If this is meant, allow private addresses for the integration.',
  public: 'If you trust this source, download the document and import it as a file.',
};

/** The rule for the hop after one that was answered from outside of this network: it may not lead into the private one. */
export function ruleAfter(rule: AddressRule, outside: boolean): AddressRule {
  return outside && rule.trust === 'person' && !rule.allowPrivate ? { trust: 'public', allowPrivate: false } : rule;
}

/** What an address is for, as far as the policy cares. */
export type AddressClass = 'public' | 'loopback' | 'private' | 'linkLocal' | 'metadata' | 'unspecified' | 'reserved';

type Range = readonly [network: string, prefix: number];

function listOf(ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4');
  return list;
}

/** First match decides, so single addresses are before the ranges around them. Source: IANA special-purpose registries, cloud vendors. */
const classes: readonly (readonly [AddressClass, BlockList])[] = [
  [
    'metadata',
    listOf([
      ['169.254.169.254', 32],
      ['169.254.170.2', 32],
      ['100.100.100.200', 32],
      ['168.63.129.16', 32],
      ['192.0.0.192', 32],
      ['fd00:ec2::254', 128],
      ['fd00:ec2::23', 128],
      ['fd20:ce::254', 128],
      ['fd00:42::42', 128],
    ]),
  ],
  [
    'linkLocal',
    listOf([
      ['169.254.0.0', 16],
      ['fe80::', 10],
    ]),
  ],
  [
    'unspecified',
    listOf([
      ['0.0.0.0', 8],
      ['::', 128],
    ]),
  ],
  [
    'loopback',
    listOf([
      ['127.0.0.0', 8],
      ['::1', 128],
    ]),
  ],
  [
    'private',
    listOf([
      ['10.0.0.0', 8],
      ['172.16.0.0', 12],
      ['192.168.0.0', 16],
      ['100.64.0.0', 10],
      ['198.18.0.0', 15],
      ['fc00::', 7],
      ['fec0::', 10],
    ]),
  ],
  [
    'reserved',
    listOf([
      ['192.0.0.0', 24],
      ['192.0.2.0', 24],
      ['192.88.99.0', 24],
      ['198.51.100.0', 24],
      ['203.0.113.0', 24],
      ['224.0.0.0', 4],
      ['240.0.0.0', 4],
      ['100::', 64],
      ['2001:db8::', 32],
      ['3fff::', 20],
      ['5f00::', 16],
      ['ff00::', 8],
    ]),
  ],
];

/**
 * Classifies a literal IPv4 or IPv6 address; an address that carries an IPv4 one (mapped, NAT64, 6to4, Teredo, ISATAP) is judged by
 * that. A network's own NAT64 prefix cannot be told from any other, so that every place where such a prefix would carry an address
 * (RFC 6052 section 2.2) is looked at for those that are never reached.
 */
export function addressClass(address: string): AddressClass {
  const plain = address.split('%')[0] ?? address;
  if (isIP(plain) !== 6) return classOf(plain, 'ipv4');
  const own = classOf(plain, 'ipv6');
  if (own !== 'public') return own;
  const groups = expand(plain);
  const carried = carriedIpv4(groups);
  if (carried !== null) return classOf(carried, 'ipv4');
  const translated = translatedIpv4(groups).map((one) => classOf(one, 'ipv4'));
  const never = translated.find((kind) => kind === 'metadata' || kind === 'linkLocal');
  // RFC 8215: for translation within a network alone.
  const isLocalUse = groups[0] === 0x64 && groups[1] === 0xff9b;
  return never ?? (isLocalUse ? (translated.find((kind) => kind === 'loopback') ?? 'private') : own);
}

function classOf(address: string, family: 'ipv4' | 'ipv6'): AddressClass {
  return classes.find(([, list]) => list.check(address, family))?.[0] ?? 'public';
}

const dotted = (high = 0, low = 0): string => [high >> 8, high & 255, low >> 8, low & 255].join('.');

function carriedIpv4(groups: readonly number[]): string | null {
  const at = (index: number) => groups[index] ?? 0;
  const zeros = (from: number, to: number) => groups.slice(from, to).every((group) => group === 0);
  const tail = dotted(at(6), at(7));
  if (zeros(0, 6) || (zeros(0, 5) && at(5) === 0xffff)) return tail;
  if (zeros(0, 4) && at(4) === 0xffff && at(5) === 0) return tail;
  if (at(0) === 0x64 && at(1) === 0xff9b && zeros(2, 6)) return tail;
  if (at(0) === 0x2002) return dotted(at(1), at(2));
  if (at(0) === 0x2001 && at(1) === 0) return dotted(at(6) ^ 0xffff, at(7) ^ 0xffff);
  if ((at(4) & 0xfdff) === 0 && at(5) === 0x5efe) return tail;
  return null;
}

/** What a translator's prefix of 32, 40, 48, 56, 64 or 96 bits would carry. Bits 64 to 71 are between, and are 0. */
function translatedIpv4(groups: readonly number[]): string[] {
  const bytes = groups.flatMap((group) => [group >> 8, group & 255]);
  if (bytes[8] !== 0) return [];
  const skipping = bytes.filter((_, index) => index !== 8);
  const lengths = [32, 40, 48, 56, 64].map((bits) => skipping.slice(bits / 8, bits / 8 + 4).join('.'));
  return [...lengths, bytes.slice(12).join('.')];
}

/** The eight groups of an IPv6 address. */
function expand(address: string): number[] {
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_match, ...parts: string[]) => {
    const [a, b, c, d] = parts.slice(0, 4).map(Number);
    return `${(((a ?? 0) << 8) | (b ?? 0)).toString(16)}:${(((c ?? 0) << 8) | (d ?? 0)).toString(16)}`;
  });
  const [left = '', right] = hex.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  if (right === undefined) return groups(left);
  const [before, after] = [groups(left), groups(right)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** `localhost` and every name below it. */
export const isLocalhost = (hostname: string): boolean => /^(.+\.)?localhost\.?$/i.test(hostname);

/** A URL's hostname without the brackets of an IPv6 literal. */
export function bare(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
