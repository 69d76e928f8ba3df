import { createCipheriv, createDecipheriv, createHash, createHmac, scryptSync } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryKeychain } from '#test/support/keyring.ts';
import { createVaultBench, testOwner, type VaultBench } from '#test/support/keyringVault.ts';
import { defaultCost, demandStrength, scryptMemory, unwrapKey, wrapKey } from './passphrase.ts';
import { formatOf, keyCheck, openBytes, sealBytes, wipe } from './sealing.ts';

/** The format as it is written down here, with nothing of ours: a store of today must open in every version to come. */
const framed = (...parts: string[]) =>
  Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(Buffer.byteLength(part));
      return [length, Buffer.from(part)];
    }),
  );

function opened(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, context: string[]): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(framed(...context));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}

function sealedBy(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, context: string[]): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(framed(...context));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

type Row = Record<string, string | number | Uint8Array>;
function rowsOf(bench: VaultBench, table: string): Row[] {
  const sqlite = new DatabaseSync(bench.store.file, { readOnly: true });
  try {
    return sqlite.prepare(`SELECT * FROM ${table}`).all() as Row[];
  } finally {
    sqlite.close();
  }
}
const bytes = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : new Uint8Array());

const passphrase = 'four unrelated words here';
let bench: VaultBench;
beforeEach(() => {
  bench = createVaultBench();
});
afterEach(() => bench.end());

describe('what lies in the store is what others can read with the key, and no one without', () => {
  const context = ({ tenantId, table, id, field }: typeof testOwner, version: number) => [
    'patchbay.secret.v2',
    tenantId,
    table,
    id,
    field,
    String(version),
  ];

  test('a secret is AES-256-GCM under the key in the keychain, bound to its place and to the number of the key', async () => {
    await bench.vault.start();
    bench.seal('geheim é 😀');
    bench.vault.close();
    const [row = {}] = rowsOf(bench, 'secrets');
    const [[account = '', key = new Uint8Array()] = []] = [...bench.keychain.entries];
    const [state = {}] = rowsOf(bench, 'vault_state');
    expect(state).toMatchObject({
      id: 1,
      method: 'keychain',
      keychain_account: account,
      key_version: 1,
      wrapped: null,
    });
    expect([key.length, bytes(row.nonce).length]).toEqual([32, 12]);
    expect(opened(key, bytes(row.nonce), bytes(row.sealed), context(testOwner, 1)).toString()).toBe('geheim é 😀');
    expect(() => opened(key, bytes(row.nonce), bytes(row.sealed), context(testOwner, 2))).toThrow();
    const check = createHmac('sha256', key)
      .update(framed('patchbay.key-check.v2', String(state.vault_id), '1'))
      .digest();
    expect(Buffer.from(bytes(state.key_check))).toEqual(check);
  });

  test('a key under a passphrase is wrapped with what scrypt makes of that, in the numbers that stand beside it', async () => {
    await bench.vault.start();
    await bench.vault.setUp({ method: 'passphrase', passphrase });
    bench.seal('kept');
    const [state = {}] = rowsOf(bench, 'vault_state');
    expect(state).toMatchObject({
      method: 'passphrase',
      keychain_account: null,
      scrypt_n: 1_024,
      scrypt_r: 8,
      scrypt_p: 1,
    });
    const derived = scryptSync(passphrase.normalize('NFKC'), bytes(state.salt), 32, { N: 1_024, r: 8, p: 1 });
    const version = Number(state.key_version);
    const name = ['patchbay.wrapped-key.v1', String(state.vault_id), String(version)];
    const key = opened(derived, bytes(state.wrap_nonce), bytes(state.wrapped), name);
    const [row = {}] = rowsOf(bench, 'secrets');
    expect(opened(key, bytes(row.nonce), bytes(row.sealed), context(testOwner, version)).toString()).toBe('kept');
  });

  test('the index is sealed likewise: its head names the parts, and a part the tag of each secret', async () => {
    await bench.vault.start();
    bench.seal('one');
    const [row = {}] = rowsOf(bench, 'secrets');
    const [key = new Uint8Array()] = bench.keychain.entries.values();
    const parts = rowsOf(bench, 'vault_index').map(({ id, nonce, sealed }) => ({
      id: Number(id),
      tag: Buffer.from(bytes(sealed).subarray(-16)),
      plain: opened(key, bytes(nonce), bytes(sealed), ['patchbay.index.v1', '1', String(id)]),
    }));
    const head = parts.find(({ id }) => id === 0);
    const part = parts.find(({ id }) => id > 0);
    expect(parts).toHaveLength(2);
    expect(head?.plain.length).toBe(2 * 32);
    expect(head?.plain.includes(part?.tag ?? 'none')).toBe(true);
    const { tenantId, table, id, field } = testOwner;
    const digest = createHash('sha256')
      .update(framed(tenantId, table, id, field))
      .digest();
    const entry = Buffer.concat([Buffer.from('s'), digest.subarray(0, 15), bytes(row.sealed).subarray(-16)]);
    expect(part?.plain.includes(entry)).toBe(true);
    expect(part?.id).toBe(
      1 +
        ((createHash('sha256')
          .update(framed(tenantId, table, id))
          .digest()[0] ?? 0) %
          64),
    );
  });

  test('nothing of a secret, of the key or of the passphrase stands in the clear in any file', async () => {
    await bench.vault.start();
    bench.seal('canary-4711-canary');
    const keys = [...bench.keychain.entries.values()].map((key) => Buffer.from(key));
    await bench.vault.setUp({ method: 'passphrase', passphrase });
    const { readFileSync, readdirSync } = await import('node:fs');
    for (const name of readdirSync(bench.folder).filter((each) => each.startsWith('patchbay.db'))) {
      const data = readFileSync(`${bench.folder}/${name}`);
      for (const clear of ['canary-4711', passphrase, ...keys]) expect(data.includes(clear), name).toBe(false);
    }
  });
});

describe('sealing', () => {
  const key = Buffer.alloc(32, 7);
  const nonce = Buffer.alloc(12, 9);

  test('opens what another sealed in the same way, and another opens what it sealed', () => {
    const sealed = sealedBy(key, nonce, Buffer.from('plain'), ['a', 'é']);
    expect(openBytes(key, { sealed, nonce }, ['a', 'é'])?.toString()).toBe('plain');
    const own = sealBytes(key, Buffer.from('plain'), ['a', 'é']);
    expect(opened(key, own.nonce, own.sealed, ['a', 'é']).toString()).toBe('plain');
    expect([own.nonce.length, own.sealed.length]).toEqual([12, 5 + 16]);
  });

  // The Galois/Counter Mode of Operation (McGrew and Viega), test case 14: a key and a nonce of zeros.
  test.each([
    ['00000000000000000000000000000000', 'cea7403d4d606b6e074ec5d3baf39d18', 'd0d1c8a799996bf0265b98b5d48ab919'],
    ['', '', '530f8afbc74536b9a963b4f1c4cb738b'],
  ])('of the plaintext "%s" another context than the one of the vector opens nothing', (plain, cipher, tag) => {
    const [zeros, zeroNonce] = [Buffer.alloc(32), Buffer.alloc(12)];
    const sealed = Buffer.from(cipher + tag, 'hex');
    expect(openBytes(zeros, { sealed, nonce: zeroNonce }, [])?.toString('hex')).toBe(plain);
    expect(openBytes(zeros, { sealed, nonce: zeroNonce }, [''])).toBeNull();
  });

  test.each([0, 1, 15, 16])('opens nothing of %d bytes that are none of its own, and throws nothing', (length) => {
    expect(openBytes(key, { sealed: Buffer.alloc(length), nonce }, [])).toBeNull();
  });

  test.each([0, 8, 11, 13, 16])('takes no nonce of %d bytes', (length) => {
    expect(openBytes(key, sealBytes(key, Buffer.from('x'), []), [])).not.toBeNull();
    const other = Buffer.alloc(length, 9);
    const sealed = length === 0 ? Buffer.alloc(20) : sealedBy(key, other, Buffer.from('x'), []);
    expect(openBytes(key, { sealed, nonce: other }, [])).toBeNull();
  });

  test('a check knows its key, vault and number, and tells the way of now from the one of before', () => {
    const master = { version: 3, bytes: key };
    const check = keyCheck(master, 'v');
    const former = keyCheck(master, 'v', 'former');
    expect([formatOf(master, 'v', check), formatOf(master, 'v', former)]).toEqual(['now', 'former']);
    for (const [other, vault] of [
      [{ ...master, version: 4 }, 'v'],
      [{ ...master, bytes: Buffer.alloc(32, 8) }, 'v'],
      [{ ...master, bytes: Buffer.alloc(31, 7) }, 'v'],
      [master, 'w'],
    ] as const)
      expect(formatOf(other, vault, check)).toBeNull();
    expect(formatOf(master, 'v', check.subarray(1))).toBeNull();
    expect(formatOf(master, 'v', new Uint8Array())).toBeNull();
    wipe(master);
    wipe(null);
    expect(key).toEqual(Buffer.alloc(32));
  });
});

describe('a passphrase', () => {
  const cost = { n: 1_024, r: 8, p: 1 };

  test('opens only the key of the vault and number that it was wrapped for', async () => {
    const key = { version: 2, bytes: Buffer.alloc(32, 5) };
    const wrapped = await wrapKey(key, 'v', passphrase, cost);
    expect(await unwrapKey(wrapped, 'v', 2, passphrase)).toEqual(key);
    const wrong = expect.objectContaining({
      code: 'PASSPHRASE_WRONG',
      data: expect.objectContaining({ field: 'passphrase' }),
    });
    for (const [vault, version, typed] of [
      ['w', 2, passphrase],
      ['v', 3, passphrase],
      ['v', 2, passphrase.toUpperCase()],
      ['v', 2, ''],
    ] as const)
      await expect(unwrapKey(wrapped, vault, version, typed)).rejects.toThrow(wrong);
    for (const change of [{ n: 2_048 }, { r: 4 }, { p: 2 }, { salt: Buffer.alloc(16) }, { nonce: Buffer.alloc(12) }])
      await expect(unwrapKey({ ...wrapped, ...change }, 'v', 2, passphrase)).rejects.toThrow(wrong);
    await expect(unwrapKey(null, 'v', 2, passphrase)).rejects.toMatchObject({ code: 'VAULT_DAMAGED' });
    const again = await wrapKey(key, 'v', passphrase, cost);
    expect([again.salt, again.nonce, again.wrapped]).not.toEqual([wrapped.salt, wrapped.nonce, wrapped.wrapped]);
    expect([again.salt.length, again.nonce.length, again.wrapped.length]).toEqual([16, 12, 48]);
  });

  test('costs whoever guesses 128 MiB each time', () => {
    expect(scryptMemory(defaultCost)).toBe(128 * 1_024 * 1_024);
    expect(scryptMemory({ n: 16, r: 1, p: 1 })).toBe(2_048);
  });

  test.each([
    ['short', false],
    ['password1234', false],
    ['four unrelated words here', true],
  ])('"%s" is strong enough: %s', (typed, expected) => {
    const weak = expect.objectContaining({
      code: 'PASSPHRASE_WEAK',
      message: expect.stringMatching(/ passphrase\. \S/),
      data: expect.objectContaining({ field: 'passphrase' }),
    });
    if (expected) expect(() => demandStrength(typed)).not.toThrow();
    else expect(() => demandStrength(typed)).toThrow(weak);
  });
});

test('what a vault says of itself, at each step of its life', async () => {
  bench.end();
  bench = createVaultBench(createMemoryKeychain('unavailable'));
  const { vault } = bench;
  const said = () => {
    const { status, method, sealed, reason } = bench.vault.state();
    expect(bench.vault.standing()).toMatchObject({ status, method });
    return [status, method, sealed, reason];
  };
  await vault.start();
  const choose = 'Choose a passphrase to keep secrets, or keep them only until Patchbay quits.';
  expect(said()).toEqual(['setup', null, 0, expect.stringMatching(/^The keychain is unavailable\. .*/)]);
  expect(String(said()[3]).endsWith(choose)).toBe(true);
  await vault.setUp({ method: 'session' });
  const ends = 'Secrets are kept in memory and are gone when Patchbay ends.';
  expect(said()).toEqual(['unlocked', 'session', 0, ends]);
  await vault.setUp({ method: 'passphrase', passphrase });
  expect(said()).toEqual(['unlocked', 'passphrase', 0, undefined]);
  bench.seal('a');
  vault.lock();
  expect(said()).toEqual(['locked', 'passphrase', 1, 'Enter the passphrase to use the stored secrets.']);
  await vault.setUp({ method: 'session' });
  expect(said()[3]).toBe(`${ends} 1 stored secret stays sealed until the vault is unlocked.`);
  await vault.unlock(passphrase);
  bench.seal('b', { ...testOwner, field: 'other' });
  vault.lock();
  await vault.setUp({ method: 'session' });
  expect(said()[3]).toBe(`${ends} 2 stored secrets stay sealed until the vault is unlocked.`);
  await vault.unlock(passphrase);
  bench.keychain.status = 'available';
  await vault.setUp({ method: 'keychain', current: passphrase });
  expect(said()).toEqual(['unlocked', 'keychain', 2, undefined]);
  vault.lock();
  expect(said()).toEqual(['locked', 'keychain', 2, 'Unlock the vault to use the stored secrets.']);
});
