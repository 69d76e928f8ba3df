import { readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tenantId } from '#contract/common.ts';
import { uuidv7 } from '#main/store/index.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { createKeptFiles, holdsAny } from './keptFiles.ts';

const dayMs = 24 * 60 * 60 * 1000;
const roomy = { ms: 30 * dayMs, bytes: 1_000_000 };
const notNeeded = () => false;

function rig() {
  const clock = { now: Date.now() };
  const directory = join(temporaryFolder(), 'files');
  const tenant = tenantId.parse(uuidv7());
  const files = createKeptFiles(directory, () => clock.now);
  return { clock, tenant, files, names: () => readdirSync(join(directory, tenant)) };
}

describe('kept files', () => {
  test('the same content is kept once, under its hash, for its owner alone', async () => {
    const { files, tenant, names } = rig();
    const first = await files.keep(tenant, [Buffer.from('ab'), Buffer.from('c')]);
    expect(first).toMatchObject({ id: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', bytes: 3 });
    expect(await files.keep(tenant, [Buffer.from('abc')])).toEqual(first);
    expect(names()).toHaveLength(1);
    expect(statSync(first.path).mode & 0o077).toBe(0);
    expect(await files.find(tenant, first.id)).toEqual(first);
    expect(await files.find(tenantId.parse(uuidv7()), first.id)).toBeNull();
  });

  test.each(['..', '../secrets', 'x'.repeat(64), 'A'.repeat(64)])('no name leads elsewhere: %s', async (id) => {
    const { files, tenant } = rig();
    expect(await files.find(tenant, id)).toBeNull();
  });

  test('what is cut off leaves nothing', async () => {
    const { files, tenant, names } = rig();
    const cut = async function* () {
      yield Buffer.from('a');
      throw new Error('gone');
    };
    await expect(files.keep(tenant, cut())).rejects.toThrow('gone');
    expect(names()).toEqual([]);
  });

  test('one that was not sent stays a day, one that was stays as long as the history', async () => {
    const { files, tenant, clock } = rig();
    const chosen = await files.keep(tenant, [Buffer.from('chosen')]);
    const sent = await files.keep(tenant, [Buffer.from('sent')]);
    await files.hold(tenant, sent.id);
    clock.now += 2 * dayMs;
    expect(await files.removeOld(roomy, notNeeded)).toBe(6);
    expect(await files.find(tenant, chosen.id)).toBeNull();
    expect(await files.find(tenant, sent.id)).not.toBeNull();
    clock.now += 30 * dayMs;
    expect(await files.removeOld(roomy, (tenantOf, id) => tenantOf === tenant && id === sent.id)).toBe(0);
    expect(await files.removeOld(roomy, notNeeded)).toBe(4);
    expect(await files.find(tenant, sent.id)).toBeNull();
  });

  test('beyond the bytes the oldest go, but none that was just chosen', async () => {
    const { files, tenant, clock } = rig();
    const old = await files.keep(tenant, [Buffer.alloc(600, 1)]);
    await files.hold(tenant, old.id);
    clock.now += 2 * 60 * 60 * 1000;
    const fresh = await files.keep(tenant, [Buffer.alloc(900, 2)]);
    await files.removeOld({ ...roomy, bytes: 100 }, notNeeded);
    expect(await files.find(tenant, old.id)).toBeNull();
    expect(await files.find(tenant, fresh.id)).not.toBeNull();
  });

  test('a time far ahead is not waited for', async () => {
    const { files, tenant, clock } = rig();
    const { path, id } = await files.keep(tenant, [Buffer.from('a')]);
    utimesSync(path, clock.now / 1000, (clock.now + 400 * dayMs) / 1000);
    await files.removeOld(roomy, notNeeded);
    clock.now += 2 * dayMs;
    await files.removeOld(roomy, notNeeded);
    expect(await files.find(tenant, id)).toBeNull();
  });

  test('go with their tenant', async () => {
    const { files, tenant } = rig();
    const { id } = await files.keep(tenant, [Buffer.from('a')]);
    await files.removeTenant(tenant);
    expect(await files.find(tenant, id)).toBeNull();
  });

  test('are looked through for texts, also across two reads', async () => {
    const { files, tenant } = rig();
    const bytes = Buffer.alloc(600_000, 'x');
    bytes.write('canary', 256 * 1024 - 3);
    const file = await files.keep(tenant, [bytes]);
    expect(await holdsAny(file, ['canary'])).toBe(true);
    expect(await holdsAny(file, ['other', ''])).toBe(false);
  });
});
