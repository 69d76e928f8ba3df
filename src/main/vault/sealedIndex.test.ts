import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createVaultBench, tenantId, testOwner, type VaultBench } from '#test/support/keyringVault.ts';
import { keyCheck, lengthPrefixed, type MasterKey, openBytes, sealBytes } from './sealing.ts';

const fault = (code: string) => expect.objectContaining({ code });
const second = { ...testOwner, id: 'c2' };
let bench: VaultBench;

beforeEach(async () => {
  bench = createVaultBench();
  await bench.vault.start();
});
afterEach(() => bench.end());

type Rows = Record<string, unknown>[];
const read = (table: string): Rows => bench.store.read.all(sql.raw(`SELECT * FROM ${table}`));

/** Puts rows of an earlier time in the place of those of now. */
function putBack(table: string, rows: Rows): void {
  const [first] = rows;
  if (first === undefined) throw new Error('No rows');
  const names = Object.keys(first);
  const statement = `INSERT OR REPLACE INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  for (const row of rows) bench.store.sqlite.prepare(statement).run(...names.map((name) => row[name]));
}

test('an earlier row does not open in the place of the one of now', async () => {
  bench.seal('of before');
  const before = read('secrets');
  bench.seal('of now');
  putBack('secrets', before);
  expect(() => bench.open()).toThrow(fault('SECRET_UNREADABLE'));
  await bench.restart();
  expect(() => bench.open()).toThrow(fault('SECRET_UNREADABLE'));
  bench.seal('entered again');
  expect(bench.open()).toBe('entered again');
});

test('nor does one that was removed', () => {
  bench.seal('removed');
  const before = read('secrets');
  bench.store.write((w) => bench.vault.remove(w, testOwner));
  putBack('secrets', before);
  expect(() => bench.open()).toThrow(fault('SECRET_UNREADABLE'));
});

test('an earlier index does not vouch for what was sealed since, and without one nothing opens', async () => {
  bench.seal('of before');
  const [rows, index] = [read('secrets'), read('vault_index')];
  bench.seal('of now');
  bench.seal('another', second);
  putBack('secrets', rows);
  putBack('vault_index', index);
  expect(() => bench.open(second)).toThrow(fault('SECRET_UNREADABLE'));
  bench.store.sqlite.exec('DELETE FROM vault_index');
  for (const owner of [testOwner, second]) expect(() => bench.open(owner)).toThrow(fault('SECRET_UNREADABLE'));
  await bench.restart();
  expect(() => bench.open()).toThrow(fault('SECRET_UNREADABLE'));
});

test('a transaction that is undone leaves the index as it was', () => {
  bench.seal('kept');
  const undone = () =>
    bench.store.write((w) => {
      bench.vault.seal(w, testOwner, 'undone');
      bench.vault.remove(w, second);
      throw new Error('stop');
    });
  expect(undone).toThrow('stop');
  expect(bench.open()).toBe('kept');
  bench.seal('next', second);
  expect([bench.open(), bench.open(second)]).toEqual(['kept', 'next']);
});

test('another process sees what was sealed, and seals beside it', async () => {
  bench.seal('one');
  const other = bench.another();
  await other.start();
  bench.store.write((w) => other.seal(w, second, 'two'));
  expect([bench.open(), bench.open(second)]).toEqual(['one', 'two']);
  bench.seal('three');
  expect(other.open(bench.store.read, testOwner)).toBe('three');
  other.close();
});

function keyOf(): MasterKey {
  const [entry] = bench.keychain.entries.values();
  if (entry === undefined) throw new Error('No vault');
  return { version: 1, bytes: Uint8Array.from(entry) };
}

/** The row whose settings decide where the secret of `testOwner` goes, by nothing but what must be in it. */
const anyRow = 'PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON';

function addConnection(): void {
  const { sqlite } = bench.store;
  sqlite.exec(anyRow);
  const required = read("pragma_table_info('connections')").filter((it) => it.notnull === 1 && it.dflt_value === null);
  const given: Record<string, unknown> = { tenant_id: tenantId, id: 'c1' };
  const values = required.map(({ name, type }) => given[String(name)] ?? (type === 'INTEGER' ? 0 : '[]'));
  const names = required.map(({ name }) => name).join(', ');
  sqlite.prepare(`INSERT INTO connections (${names}) VALUES (${values.map(() => '?').join(', ')})`).run(values);
}

const setHosts = (hosts: string) =>
  void bench.store.sqlite.prepare('UPDATE connections SET allowed_hosts = ?').run(hosts);

test('the first secret is given with the settings that stand there; altered ones neither open it nor take another', () => {
  addConnection();
  setHosts('["api.example.com"]');
  bench.seal('given first');
  expect(bench.open()).toBe('given first');
  setHosts('["evil.test"]');
  expect(() => bench.open()).toThrow(fault('SETTINGS_ALTERED'));
  expect(() => bench.seal('another')).toThrow(fault('SETTINGS_ALTERED'));
  setHosts('["api.example.com"]');
  expect(bench.open()).toBe('given first');
});

test('a row that is gone leaves nothing behind to vouch for, neither its secrets nor its settings', () => {
  const parts = () => bench.store.sqlite.prepare('SELECT length(sealed) FROM vault_index WHERE id > 0').pluck().all();
  addConnection();
  bench.seal('goes');
  expect(Number(parts()[0])).toBeGreaterThan(sealOfNothing);
  bench.store.write((w) => bench.vault.removeAll(w, testOwner));
  expect(parts()).toEqual([sealOfNothing]);
});

const nothing = async () => undefined;

/** Deletes the row as connections do, and puts it back as it is then. */
function deleteAndPutBack(meanwhile: () => unknown = () => undefined) {
  bench.store.write((w) => bench.vault.setAside(w, testOwner));
  const rows = read('connections');
  bench.store.sqlite.exec(`INSERT INTO deleted_connections SELECT *, 0 FROM connections; DELETE FROM connections;
    DELETE FROM oauth_tokens`);
  return async (between: () => Promise<unknown> = nothing) => {
    await between();
    bench.store.sqlite.exec(`${anyRow}; DELETE FROM deleted_connections`);
    putBack('connections', rows);
    meanwhile();
    return bench.store.write((w) => bench.vault.takeBack(w, testOwner));
  };
}

test.each([
  ['right away', nothing],
  ['after a new key', () => bench.vault.rekey()],
  ['after a restart', () => bench.restart()],
  [
    'by way of a passphrase',
    () => bench.vault.setUp({ method: 'passphrase', passphrase: 'four unrelated words here' }),
  ],
])('a row that was set aside comes back with its settings %s, without its secrets', async (_when, between) => {
  addConnection();
  bench.seal('gone for good');
  expect(await deleteAndPutBack()(between)).toBe(true);
  expect(() => bench.open()).toThrow(fault('SECRET_MISSING'));
  bench.seal('entered again');
  expect(bench.open()).toBe('entered again');
});

test('nor does a secret of before open when its row comes back', async () => {
  addConnection();
  bench.seal('of before');
  const before = read('secrets');
  expect(await deleteAndPutBack()()).toBe(true);
  putBack('secrets', before);
  expect(() => bench.open()).toThrow(fault('SECRET_UNREADABLE'));
});

test.each([
  ['altered settings', () => setHosts('["evil.test"]')],
  ['nothing to vouch for them', () => bench.store.sqlite.exec('DELETE FROM vault_index')],
])('a row that comes back with %s is not taken', async (_what, alter) => {
  addConnection();
  bench.seal('kept');
  expect(await deleteAndPutBack(alter)()).toBe(false);
});

test('one that was set aside behind a locked vault is taken when that is open', async () => {
  await bench.vault.setUp({ method: 'passphrase', passphrase: 'four unrelated words here' });
  addConnection();
  addTokens();
  bench.seal('kept');
  bench.store.write((w) => bench.vault.changeSettings(w, testOwner, () => confirmed('["https://elsewhere.test"]')));
  bench.vault.lock();
  const back = deleteAndPutBack();
  await expect(back()).rejects.toThrow(fault('VAULT_LOCKED'));
  bench.store.sqlite.exec('DELETE FROM connections');
  await bench.vault.unlock('four unrelated words here');
  expect(await back()).toBe(true);
  bench.seal('entered again');
  expect(bench.open()).toBe('entered again');
});

test('a new key vouches on for the settings of a row that has no secret', async () => {
  addConnection();
  const change = (hosts: string) =>
    bench.store.write((w) => bench.vault.changeSettings(w, testOwner, () => setHosts(hosts)));
  change('["api.example.com"]');
  await bench.vault.rekey();
  setHosts('["evil.test"]');
  expect(() => change('["other.example.com"]')).toThrow(fault('SETTINGS_ALTERED'));
});

/** Bytes of an authentication tag (AES-GCM). */
const sealOfNothing = 16;

/** Makes of the store what a version before this one would have left. */
function asFormerly(plain: string): void {
  const key = keyOf();
  const [state] = read('vault_state');
  const context = ['patchbay.secret.v1', tenantId, 'connections', 'c1', 'secret', '1'];
  const { sealed, nonce } = sealBytes(key.bytes, Buffer.from(plain), context);
  bench.store.sqlite.prepare('UPDATE secrets SET sealed = ?, nonce = ?').run(sealed, nonce);
  bench.store.sqlite
    .prepare('UPDATE vault_state SET key_check = ?')
    .run(keyCheck(key, String(state?.vault_id), 'former'));
  bench.store.sqlite.exec('DELETE FROM vault_index');
  expect(lengthPrefixed(context).length).toBeGreaterThan(60);
}

test('what the version before sealed opens, and is sealed anew once', async () => {
  bench.seal('placeholder');
  asFormerly('from before');
  const former = read('secrets');
  await bench.restart();
  expect(bench.open()).toBe('from before');
  expect(read('secrets')).not.toEqual(former);
  const anew = read('secrets');
  await bench.restart();
  expect(read('secrets')).toEqual(anew);
  putBack('secrets', former);
  expect(() => bench.open()).toThrow(fault('SECRET_UNREADABLE'));
});

test('from then on it is given with the settings that stood there', async () => {
  addConnection();
  setHosts('["api.example.com"]');
  bench.seal('placeholder');
  asFormerly('from before');
  await bench.restart();
  expect(bench.open()).toBe('from before');
  setHosts('["evil.test"]');
  expect(() => bench.open()).toThrow(fault('SETTINGS_ALTERED'));
});

test('one of them that does not open stays as it is, and keeps the others from nothing', async () => {
  bench.seal('placeholder');
  asFormerly('from before');
  bench.store.sqlite.exec(
    "INSERT INTO secrets SELECT tenant_id, owner_table, 'c2', field, sealed, nonce, key_version, 0, 0 FROM secrets",
  );
  await bench.restart();
  expect(bench.open()).toBe('from before');
  expect(() => bench.open(second)).toThrow(fault('SECRET_UNREADABLE'));
});

/** Tokens beside the secret of the connection. */
function addTokens(): void {
  bench.store.sqlite
    .prepare(
      "INSERT INTO oauth_tokens (tenant_id, connection_id, status, confirmed_origins) VALUES (?, 'c1', 'ok', '[]')",
    )
    .run(tenantId);
}

const confirmed = (origins: string | null) =>
  void bench.store.sqlite.prepare('UPDATE oauth_tokens SET confirmed_origins = ?').run(origins);

/** Makes of the index one of a version that knew nothing of confirmed origins. */
function withoutOrigins(): void {
  const key = keyOf();
  const context = ['patchbay.index.v1', '1', '0'];
  const [head] = read('vault_index WHERE id = 0') as { nonce: Buffer; sealed: Buffer }[];
  const plain = head && openBytes(key.bytes, head, context)?.toString('latin1');
  const entries = plain?.match(/[\s\S]{32}/g)?.filter((it) => !it.startsWith('origins')) ?? [];
  expect(entries.length * 32).toBe((plain?.length ?? 0) - 32);
  const { nonce, sealed } = sealBytes(key.bytes, Buffer.from(entries.join(''), 'latin1'), context);
  bench.store.sqlite.prepare('UPDATE vault_index SET nonce = ?, sealed = ? WHERE id = 0').run(nonce, sealed);
}

test.each(['["https://elsewhere.test"]', null, '[]'])(
  'an index of before takes the confirmed origins %s as given, once',
  async (origins) => {
    addConnection();
    addTokens();
    bench.seal('kept');
    confirmed(origins);
    withoutOrigins();
    await bench.restart();
    expect(bench.open()).toBe('kept');
    confirmed('["https://evil.test"]');
    expect(() => bench.open()).toThrow(fault('SETTINGS_ALTERED'));
    await bench.restart();
    expect(() => bench.open()).toThrow(fault('SETTINGS_ALTERED'));
    confirmed(origins);
    expect(bench.open()).toBe('kept');
  },
);
