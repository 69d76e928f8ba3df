import { onTestFinished } from 'vitest';
import type { Role } from '#contract/common.ts';
import { createVaultDomain, vaultFacts } from '#main/domains/vault/domain.ts';
import { domainClient } from './domainClient.ts';
import { kernelRig } from './kernelRig.ts';
import type { MemoryKeychain } from './keyring.ts';
import { createVaultBench } from './keyringVault.ts';

/** The vault's routes as one person calls them, over a vault whose passphrases cost little. */
export async function vaultRig(keychain?: MemoryKeychain) {
  const rig = kernelRig(Object.values(vaultFacts));
  const bench = createVaultBench(keychain);
  onTestFinished(() => bench.end());
  await bench.vault.start();
  const actor = rig.newActor();
  const domain = createVaultDomain({ ...rig.kernel, vault: bench.vault });
  const as = (role: Role) => domainClient(domain, { ...actor, role });
  return { ...rig, bench, domain, as, client: { vault: as('admin') } };
}
