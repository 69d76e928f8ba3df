import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type OutboundCall, unlessAborted } from './call.ts';
import { type AddressRule, addressRefused, isAllowed } from './requestTarget.ts';

/** Resolves a name to literal addresses, in order of preference. The system's resolver unless a host brings another. */
export type Resolver = (hostname: string) => Promise<readonly string[]>;

export const systemResolver: Resolver = async (hostname) => {
  const found = await lookup(hostname, { all: true, order: 'verbatim' });
  return found.map((entry) => entry.address);
};

/**
 * The addresses of a URL's host that the rule allows. They are dialled literally, so that nothing resolves the name a second time
 * (DNS rebinding).
 * @throws ADDRESS_REFUSED, DNS_FAILED
 */
export async function resolveHost(
  hostname: string,
  rule: AddressRule,
  resolver: Resolver,
  call: OutboundCall,
): Promise<readonly string[]> {
  const found = isIP(bare(hostname)) !== 0 ? [bare(hostname)] : await lookUp(hostname, resolver, call);
  const allowed = found.filter((address) => isAllowed(address, rule));
  if (allowed.length === 0) throw addressRefused(hostname, found, rule);
  return allowed;
}

/** A URL's hostname without the brackets of an IPv6 literal. */
export function bare(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

async function lookUp(hostname: string, resolver: Resolver, call: OutboundCall): Promise<readonly string[]> {
  call.phase = 'dns';
  const found = await unlessAborted(resolver(hostname), call.signal).catch((error: unknown) => {
    call.check();
    const message = `No address was found for ${hostname}${reason(error)}.`;
    throw call.fault('DNS_FAILED', message, 'Check the spelling of the host name, your network and its DNS.');
  });
  if (found.length > 0) return found;
  throw call.fault('DNS_FAILED', `${hostname} has no address.`, 'Check the spelling of the host name.');
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EAI_AGAIN') return ': the DNS server did not answer';
  return code === '' || code === 'ENOTFOUND' ? '' : ` (${code})`;
}
