/**
 * A Patchbay of its own for the keychain tests: opens the vault in the data folder given first with the keychain of the
 * operating system, does what is asked next (`seal <secret>`, `open`, `rekey` or `state`), prints JSON, and stays until it is ended.
 */
import { join, resolve } from 'node:path';
import { sql } from 'drizzle-orm';
import { Fault } from '#contract/fault.ts';
import { openStore } from '#main/store/index.ts';
import { createVault, osKeychain, osKeychainBusy } from '#main/vault/index.ts';

const [folder = '', verb = 'state', secret = ''] = process.argv.slice(2);
const migrations = resolve(import.meta.dirname, '../../resources/migrations/sqlite');
const store = openStore({ file: join(folder, 'patchbay.db'), migrations, backups: join(folder, 'backups') });
const vault = createVault({ store, keychain: osKeychain, clock: Date, scryptCost: { n: 1_024, r: 8, p: 1 } });
const tenantId = '018f0000-0000-7000-8000-000000000001';
const owner = { tenantId, table: 'connections', id: 'c1', field: 'secret' };

async function act(): Promise<string | null> {
  if (verb === 'seal') {
    store.write((w) => w.run(sql`INSERT INTO tenants (id, name, created_at) VALUES (${tenantId}, 'One', 0)`));
    return store.write((w) => vault.seal(w, owner, secret));
  }
  if (verb === 'rekey') await vault.rekey();
  return verb === 'state' ? null : vault.open(store.read, owner);
}

const began = performance.now();
const state = await vault.start();
const startMs = performance.now() - began;
const outcome = await act().then(
  (value) => ({ value }),
  (error: unknown) => ({ code: error instanceof Fault ? error.code : String(error) }),
);
process.stdout.write(`${JSON.stringify({ state, startMs, busy: osKeychainBusy(), ...outcome })}\n`);
setInterval(() => {}, 60_000);
