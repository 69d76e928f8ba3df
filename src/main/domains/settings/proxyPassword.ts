import { z } from 'zod';
import { tenantId } from '#contract/common.ts';
import { commonFaults, Fault } from '#contract/fault.ts';
import { networkFaults } from '#contract/network.ts';
import type { NetworkChange, Settings } from '#contract/settings.ts';
import { percentDecoded } from '#core/percentEncoding.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { SecretOwner } from '#main/vault/index.ts';
import { readValue, writeValue } from './values.ts';

type Network = Settings['network'];
type Deps = Pick<Kernel, 'vault'>;

/** Which tenant's vault entry holds the password: that of who entered it. */
const holder = z.object({ tenantId }).nullable();
const holderRow = 'proxyPassword';

/** The password is sealed for one proxy and one user name: it never goes to another that is entered later. */
function ownerOf(tenant: Actor['tenantId'], { proxyUrl, proxyUsername }: Network): SecretOwner {
  const url = URL.parse(proxyUrl ?? '');
  // Schemes besides those of the web have no origin.
  const place = url?.origin === 'null' ? `${url.protocol}//${url.host}` : (url?.origin ?? '');
  const id = JSON.stringify([place, proxyUsername ?? '']);
  return { tenantId: tenant, table: 'settings', id, field: 'proxyPassword' };
}

/** The network as it is kept: user name and password are taken out of the address. */
export function splitNetwork({ proxyPassword, ...network }: NetworkChange): {
  network: Network;
  password?: string | null;
} {
  const url = network.proxyUrl === null ? null : URL.parse(network.proxyUrl);
  const given = proxyPassword === undefined ? {} : { password: proxyPassword };
  if (url === null) return { network: { ...network, proxyUsername: null }, password: null };
  if (url.username === '' && url.password === '') return { network, ...given };
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const kept = { ...network, proxyUrl: url.href, proxyUsername: percentDecoded(username) || network.proxyUsername };
  return { network: kept, ...(password === '' ? given : { password: percentDecoded(password) }) };
}

/** Seals, keeps or forgets the password as a change asks for, and answers the network as it is then. Throws VAULT_LOCKED. */
export function keepProxyPassword(
  w: Writer,
  { vault }: Deps,
  actor: Actor,
  before: Network,
  { network, password }: ReturnType<typeof splitNetwork>,
): Network {
  const held = readValue(w, holderRow, holder) ?? null;
  const same = ownerOf(actor.tenantId, before).id === ownerOf(actor.tenantId, network).id;
  if (password === undefined && same) return { ...network, proxyPasswordKept: held !== null };
  if (held !== null) vault.remove(w, ownerOf(held.tenantId, before));
  const isKept = typeof password === 'string' && password !== '' && network.proxyUsername !== null;
  if (typeof password === 'string' && password !== '' && network.proxyUsername === null)
    throw commonFaults.fault('INVALID', 'A password needs a user name.', { field: 'network.proxyUsername' });
  if (isKept) vault.seal(w, ownerOf(actor.tenantId, network), password);
  writeValue(w, holderRow, isKept ? { tenantId: actor.tenantId } : null);
  return { ...network, proxyPasswordKept: isKept };
}

/** Opens the password for sending; empty where none is kept. Throws PROXY_FAILED where it cannot be opened now. */
export function openProxyPassword(r: Reader, { vault }: Deps, network: Network): string {
  const held = readValue(r, holderRow, holder) ?? null;
  if (!network.proxyPasswordKept || held === null) return '';
  try {
    return vault.open(r, ownerOf(held.tenantId, network));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const isLocked = error.code === 'VAULT_LOCKED';
    throw networkFaults.fault(
      'PROXY_FAILED',
      isLocked ? 'The password of the proxy is sealed: the vault is locked.' : 'The password of the proxy is gone.',
      {
        kept: 'Nothing was sent.',
        todo: isLocked ? 'Unlock the vault, then try again.' : 'Enter it again in Settings, Network.',
        phase: 'proxy',
      },
    );
  }
}
