import type { LimitName, LimitOwners, OutboundRequest } from './messages.ts';
import type { OutboundNetwork } from './network.ts';

export type HopLimits = Readonly<Record<'connectMs' | 'tlsMs' | 'responseMs' | 'idleMs', number>>;

const inSettings = 'Settings, Network';

/** The limits of a request in milliseconds: its own, and the settings' where it has none; with who set which. */
export function limitsOf(
  { timeouts, limitOwners = {} }: Pick<OutboundRequest, 'timeouts' | 'limitOwners'>,
  network: Pick<OutboundNetwork, 'timeouts' | 'totalMs'>,
): { readonly limits: HopLimits; readonly totalMs: number; readonly owners: LimitOwners } {
  const general = { ...network.timeouts, totalMs: network.totalMs };
  const of = (name: LimitName) => timeouts[name] ?? general[name] ?? 0;
  const owner = (name: LimitName) => (timeouts[name] === undefined ? inSettings : limitOwners[name]);
  return {
    limits: {
      connectMs: of('connectMs'),
      tlsMs: of('tlsMs'),
      responseMs: of('responseMs'),
      idleMs: of('idleMs'),
    },
    totalMs: of('totalMs'),
    owners: {
      connectMs: owner('connectMs'),
      tlsMs: owner('tlsMs'),
      responseMs: owner('responseMs'),
      idleMs: owner('idleMs'),
      totalMs: owner('totalMs'),
    },
  };
}
