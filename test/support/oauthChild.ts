import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { tenantId, userId } from '#contract/common.ts';
import { connections } from '#main/domains/connections/index.ts';
import { createTokenSource } from '#main/domains/oauth/index.ts';
import { createFacts } from '#main/facts/index.ts';
import { createOutbound } from '#main/http/index.ts';
import { createJobs } from '#main/jobs/index.ts';
import { createEvents } from '#main/kernel/events.ts';
import { openStore } from '#main/store/index.ts';
import { createVault } from '#main/vault/index.ts';
import { memoryKeychain } from './memoryKeychain.ts';

/**
 * A second Patchbay on a store, for the tests that need two processes: says `ready`, waits for a line, asks for the token of every
 * OAuth2 connection many times at once, and says what came. With `hang` it stops for good in the middle of storing an answer.
 */
const [folder = '', passphrase = '', mode = ''] = process.argv.slice(2);
const migrations = join(import.meta.dirname, '../../resources/migrations/sqlite');
const store = openStore({ file: join(folder, 'patchbay.db'), migrations, backups: join(folder, 'backups') });
const clock = { now: () => Date.now() };
const vault = createVault({ store, keychain: memoryKeychain(), clock });
await vault.start();
await vault.unlock(passphrase);
const outbound = createOutbound({ bodyDirectory: join(folder, 'bodies'), userAgent: 'Patchbay/test' });

/** Seals, and then never returns, so that the transaction stays open until the process is killed. */
const hangingVault: typeof vault = {
  ...vault,
  seal: (w, owner, secret) => {
    vault.seal(w, owner, secret);
    writeSync(1, 'storing\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    return '';
  },
};
const log = () => undefined;
const events = createEvents();
const facts = createFacts({ store, events, log, now: clock.now });
const jobs = createJobs({ store, events, log, now: clock.now });
const deps = { store, events, facts, jobs, vault: mode === 'hang' ? hangingVault : vault, outbound, now: clock.now };
const tokens = createTokenSource(deps);

writeSync(1, 'ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
for (const row of store.read.select().from(connections).where(eq(connections.kind, 'oauth2')).all()) {
  const actor = { tenantId: tenantId.parse(row.tenantId), userId: userId.parse(row.ownerId), name: 'Ada' };
  const asked = Array.from({ length: 20 }, () => tokens.fresh({ ...actor, kind: 'person', role: 'admin' }, row, 0));
  const answers = new Set((await Promise.all(asked)).map(({ accessToken }) => accessToken));
  writeSync(1, `tokens ${[...answers].join(' ')}\n`);
}
process.stdin.destroy();
facts.close();
await jobs.close();
outbound.close();
vault.close();
store.close();
