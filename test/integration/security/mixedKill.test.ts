import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import { startProcess } from '#test/support/hostProcess.ts';
import { line, openVault, type Step, sha256 } from '#test/support/mixedWork.ts';
import { type TestConsole, temporaryFolder, testConsole, testHost } from '#test/support/testConsole.ts';

/** PATCHBAY_KILLS=200 for the long run. */
const kills = Number(process.env.PATCHBAY_KILLS ?? 20);

/** Everything that was acknowledged, as it must stand. */
interface Truth {
  readonly logos: Map<IntegrationId, string | null>;
  readonly secrets: Map<ConnectionId, string>;
  imported: number;
}

const copyOf = ({ logos, secrets, imported }: Truth): Truth => ({
  logos: new Map(logos),
  secrets: new Map(secrets),
  imported,
});

interface Run {
  truth: Truth;
  readonly backups: Map<string, Truth>;
  /** The step that was under way when the process was killed: it came to its end, or to nothing. */
  underWay: Step | null;
  acknowledged: number;
}

function acknowledge({ truth, backups }: Run, step: Step): void {
  if (step.kind === 'integration' && step.id !== null) truth.logos.set(step.id, null);
  if (step.kind === 'connection' && step.id !== null) truth.secrets.set(step.id, step.secret);
  if (step.kind === 'secret') truth.secrets.set(step.id, step.secret);
  if (step.kind === 'logo') truth.logos.set(step.id, step.logo);
  if (step.kind === 'import') truth.imported = step.number;
  if (step.kind === 'backup' && step.name !== null) backups.set(step.name, copyOf(truth));
}

/** Lets the worker work, kills it at a random moment, and notes every line that it got out. */
async function workAndDie(data: string, run: Run): Promise<void> {
  const child = startProcess('mixedWork', [String(run.acknowledged + 1)], data);
  const ended = once(child, 'close');
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  if (child.stdout === null) throw new Error('The worker has no output');
  const lines = 1 + Math.floor(Math.random() * 40);
  let seen = 0;
  run.underWay = null;
  for await (const text of createInterface({ input: child.stdout })) {
    const { done, step } = line.parse(JSON.parse(text));
    run.underWay = done ? null : step;
    if (done) {
      acknowledge(run, step);
      run.acknowledged += 1;
    }
    seen += 1;
    // The moment is what matters, so it is left to chance.
    if (seen === lines) void wait(Math.random() * 60).then(() => child.kill('SIGKILL'));
  }
  await ended;
  expect(errors).toBe('');
  expect(child.signalCode).toBe('SIGKILL');
}

const wish = z.object({ name: z.string() });

/** What the next start will restore, if anything. */
function pendingRestore(data: string): string | null {
  const file = join(data, 'restore.json');
  return existsSync(file) ? wish.parse(JSON.parse(readFileSync(file, 'utf8'))).name : null;
}

/** What is in the store and beside it. */
async function found({ console, client }: TestConsole): Promise<Truth> {
  const session = console.openSession();
  const { tenantId } = session.actor();
  const logos = new Map<IntegrationId, string | null>();
  for (const { id } of (await client.integrations.list({ text: 'mixed', limit: 500 })).rows) {
    const { logo } = await client.integrations.get({ id });
    const file = logo.kind === 'file' ? await console.readLogo(session, logo.file) : null;
    if (logo.kind === 'file') expect(file, `the logo of ${id}`).not.toBeNull();
    logos.set(id, file && sha256(file.bytes));
  }
  const secrets = new Map<ConnectionId, string>();
  for (const { id } of (await client.connections.list({ limit: 500 })).rows)
    secrets.set(id, console.vault.open(console.store.read, { tenantId, table: 'connections', id, field: 'secret' }));
  const numbered = (await client.integrations.list({ text: 'numbered' })).rows[0];
  const report = numbered && (await client.definitions.report({ integrationId: numbered.id }));
  return { logos, secrets, imported: Number(report?.version ?? 0) };
}

/** The truth with the step that was under way, where it came to its end. */
function settled({ truth, underWay: step }: Run, now: Truth): Truth {
  const next = copyOf(truth);
  if (step === null) return next;
  const added = <K, V>(map: Map<K, V>, old: Map<K, V>) => [...map].find(([key]) => !old.has(key));
  const integration = step.kind === 'integration' && added(now.logos, truth.logos);
  if (integration) next.logos.set(integration[0], null);
  const connection = step.kind === 'connection' && added(now.secrets, truth.secrets);
  if (connection && step.kind === 'connection') next.secrets.set(connection[0], step.secret);
  if (step.kind === 'secret' && now.secrets.get(step.id) === step.secret) next.secrets.set(step.id, step.secret);
  if (step.kind === 'logo' && now.logos.get(step.id) === step.logo) next.logos.set(step.id, step.logo);
  if (step.kind === 'import' && now.imported === step.number) next.imported = step.number;
  return next;
}

/** Files that nothing needs: half-written ones, and logos that no row names, here or in a backup. */
function leftOver(data: string): string[] {
  const names = (folder: string) =>
    existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const half = names(data).filter((name) => /\.partial|\.restore$|backups.*-(wal|shm|journal)$/.test(name));
  const stores = [join(data, 'patchbay.db'), ...backupsIn(data)];
  const named = new Set(
    stores.flatMap((file) => {
      const sqlite = new Database(file, { readonly: true });
      const rows = sqlite.prepare<[], string>('SELECT logo_file FROM integrations WHERE logo_file IS NOT NULL').pluck();
      const files = rows.all();
      sqlite.close();
      return files;
    }),
  );
  const logos = names(join(data, 'logos')).filter((name) => /\.\w+$/.test(name));
  return [...half, ...logos.filter((name) => !named.has(name.split(/[/\\]/).at(-1) ?? ''))];
}

const backupsIn = (data: string): string[] => {
  const folder = join(data, 'backups');
  return existsSync(folder)
    ? readdirSync(folder).flatMap((name) => (name.endsWith('.db') ? [join(folder, name)] : []))
    : [];
};

/** Opens the folder as the next start would, and looks for everything. */
async function look(data: string, run: Run): Promise<void> {
  const restored = pendingRestore(data);
  const unknown = backupsIn(data)
    .map((file) => file.split(/[/\\]/).at(-1) ?? '')
    .filter((name) => name.startsWith('backup-') && !run.backups.has(name));
  // One that was finished and not yet acknowledged.
  for (const name of unknown) run.backups.set(name, copyOf(run.truth));
  const opened = await testConsole({ paths: { data, resources: testHost().paths.resources } });
  await openVault(opened.client);
  expect(opened.console.store.integrityCheck()).toEqual([]);
  expect(opened.console.store.sqlite.pragma('foreign_key_check')).toEqual([]);
  if (restored !== null) {
    const truth = run.backups.get(restored);
    if (truth === undefined) throw new Error(`${restored} was never made`);
    run.truth = copyOf(truth);
    run.underWay = null;
  }
  const now = await found(opened);
  const wanted = settled(run, now);
  expect(now, `after ${JSON.stringify(run.underWay)}, restored ${restored}`).toEqual(wanted);
  run.truth = wanted;
  expect(leftOver(data)).toEqual([]);
  await opened.console.close();
}

it(
  'has every acknowledged write after each of many kills in the midst of logos, secrets, keys, imports, backups and restores',
  async () => {
    const data = temporaryFolder();
    const run: Run = {
      truth: { logos: new Map(), secrets: new Map(), imported: 0 },
      backups: new Map(),
      underWay: null,
      acknowledged: 0,
    };
    for (let kill = 0; kill < kills; kill += 1) {
      await workAndDie(data, run);
      await look(data, run);
    }
    expect(run.acknowledged).toBeGreaterThan(kills);
    for (const file of backupsIn(data)) {
      const sqlite = new Database(file, { readonly: true });
      expect(sqlite.pragma('integrity_check', { simple: true }), file).toBe('ok');
      sqlite.close();
    }
  },
  60_000 + kills * 30_000,
);
