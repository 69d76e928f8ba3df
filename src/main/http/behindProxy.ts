import { isIP } from 'node:net';
import { type OutboundCall, unlessAborted } from './call.ts';
import { bare, isLocalhost, type Resolver } from './dial.ts';
import { type AddressRule, addressClass, addressRefused, isAllowed, nameRefused } from './requestTarget.ts';

/** What is known of a target that a proxy reaches for us. */
export interface ProxiedTarget {
  /** It stands outside of this network, as far as can be told; what it redirects to is then held to the rule for outsiders. */
  readonly outside: boolean;
  /** Says what could not be checked; null where all was. */
  readonly note: string | null;
}

/** Names of the metadata services of cloud machines; only a proxy inside of one resolves them. */
const metadataNames = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
  'metadata.tencentyun.com',
  'metadata.azure.internal',
  'metadata.platformequinix.com',
]);

/** Endings of names that no public DNS knows (RFC 6761, 6762, 8375 and custom). */
const insideName = /(^[^.]+|\.(internal|local|localdomain|lan|intranet|corp|home|private|home\.arpa))$/;

/** How long the own DNS is asked; behind some proxies it knows nothing and answers late. */
const patienceMs = 1_000;

/**
 * Applies the address rule to a target behind a proxy, which resolves the name itself and cannot be told to which address. Names of
 * metadata services are refused; what the own DNS knows is judged by each of its addresses; of the rest it is told that it was not checked.
 * @throws ADDRESS_REFUSED
 */
export async function checkBehindProxy(
  hostname: string,
  rule: AddressRule,
  resolver: Resolver,
  call: OutboundCall,
): Promise<ProxiedTarget> {
  const name = bare(hostname).toLowerCase().replace(/\.$/, '');
  if (metadataNames.has(name)) throw nameRefused(hostname, 'the metadata service of a cloud machine');
  const found =
    isIP(name) !== 0 ? [name] : isLocalhost(name) ? ['127.0.0.1'] : await askBriefly(hostname, resolver, call);
  // The proxy may take any of them.
  const refused = found.filter((address) => !isAllowed(address, rule));
  if (refused.length > 0) throw addressRefused(hostname, refused, rule);
  if (found.length > 0) return { outside: found.every((address) => addressClass(address) === 'public'), note: null };
  const isInside = insideName.test(name);
  if (isInside && rule.trust !== 'person' && !rule.allowPrivate)
    throw nameRefused(hostname, 'a name of a private network, which only the proxy can resolve');
  const note = `The proxy resolved ${hostname}; its address could not be checked here.`;
  return { outside: !isInside, note };
}

/** The addresses that the own DNS knows, or none where it knows nothing in time. */
async function askBriefly(hostname: string, resolver: Resolver, call: OutboundCall): Promise<readonly string[]> {
  call.phase = 'dns';
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(patienceMs)]);
  const found = await unlessAborted(resolver(hostname), signal).catch(() => []);
  call.check();
  return found;
}
