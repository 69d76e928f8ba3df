import { networkFaults } from '#contract/network.ts';
import { type AddressClass, addressClass } from './addressClass.ts';
import type { AddressTrust } from './outboundRequest.ts';

/** What a request may reach. */
export interface AddressRule {
  readonly trust: AddressTrust;
  readonly allowPrivate: boolean;
}

const words: Record<AddressClass, string> = {
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
  const kind = addressClass(address);
  if (kind === 'public') return true;
  return (kind === 'loopback' || kind === 'private') && (rule.trust === 'person' || rule.allowPrivate);
}

/** The fault for a host none of whose addresses may be reached. */
export function addressRefused(host: string, addresses: readonly string[], rule: AddressRule) {
  const kinds = [...new Set(addresses.map((address) => addressClass(address)))];
  const open = kinds.some((kind) => kind === 'loopback' || kind === 'private');
  return networkFaults.fault('ADDRESS_REFUSED', `${host} is ${kinds.map((kind) => words[kind]).join(' and ')}.`, {
    kept: 'Nothing was sent to it.',
    todo: open ? openTodo[rule.trust] : 'Use another address: this kind is never reached from here.',
    phase: 'address',
    tried: `${host} (${addresses.join(', ')})`,
  });
}

const openTodo: Record<AddressTrust, string> = {
  person: 'If you meant this address, send the request to it directly; a public host may not redirect there.',
  integration: 'If this is meant, allow private addresses for the integration.',
  public: 'If you trust this source, download the document and import it as a file.',
};

/** The rule for the hop after one that a public address answered: it may not lead into the private network. */
export function ruleAfter(rule: AddressRule, answeredBy: string): AddressRule {
  const outside = addressClass(answeredBy) === 'public';
  return outside && rule.trust === 'person' && !rule.allowPrivate ? { trust: 'public', allowPrivate: false } : rule;
}
