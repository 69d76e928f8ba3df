import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { testConsole } from '#test/support/testConsole.ts';

describe('backups', () => {
  it('bring back what stood in the store when they were made, and keep what stood there since', async () => {
    const first = await testConsole();
    await first.client.tenants.create({ name: 'Kept' });
    const { name } = await first.client.system.backUp();
    await first.client.tenants.create({ name: 'Later' });
    expect(await first.client.system.restore({ name })).toEqual({ restartNeeded: true });
    await first.console.close();

    const second = await testConsole(first.host);
    const names = (await second.client.tenants.session()).tenants.map((tenant) => tenant.name);
    expect(names).toEqual(['Kept', 'My organisation']);
    const { backups } = await second.client.system.dataUse();
    const kept = backups.find(({ reason }) => reason === 'restore');
    await second.client.system.restore({ name: kept?.name ?? '' });
    await second.console.close();

    const third = await testConsole(first.host);
    expect((await third.client.tenants.session()).tenants.map((tenant) => tenant.name)).toContain('Later');
  });

  it.each(['../patchbay.db', 'backup-nothing.db', ''])('refuse the name %j', async (name) => {
    const { client } = await testConsole();
    await expect(client.system.restore({ name })).rejects.toMatchObject({ code: 'BACKUP_UNUSABLE' });
  });

  it('refuse a file that is no store, and leave the store alone', async () => {
    const { client, host } = await testConsole();
    const { name } = await client.system.backUp();
    writeFileSync(join(host.paths.data, 'backups', name), 'not a store at all, whatever its name says');
    await expect(client.system.restore({ name })).rejects.toMatchObject({ code: 'BACKUP_UNUSABLE' });
  });
});

describe('a restore that waits', () => {
  it('is known to every page, can be cancelled, and keeps its backup from being deleted', async () => {
    const { client, host } = await testConsole();
    const { name } = await client.system.backUp();
    expect(await client.system.pendingRestore()).toBeNull();
    await client.system.restore({ name });
    expect(await client.system.pendingRestore()).toMatchObject({ name });
    await expect(client.system.deleteBackup({ name })).rejects.toMatchObject({ code: 'BACKUP_NEEDED' });
    expect(await client.system.cancelRestore()).toEqual({ cancelled: true });
    expect(await client.system.cancelRestore()).toEqual({ cancelled: false });
    expect(await client.system.pendingRestore()).toBeNull();
    expect(existsSync(join(host.paths.data, 'restore.json'))).toBe(false);
    expect(await client.system.deleteBackup({ name })).toEqual({ name });
    expect((await client.system.dataUse()).backups).toEqual([]);
  });

  it('is done by a restart where the host can do that, and says so where it cannot', async () => {
    const restart = vi.fn();
    const { client, host, console } = await testConsole();
    expect((await client.system.about()).restarts).toBe(false);
    await expect(client.system.restart()).rejects.toMatchObject({ code: 'RESTART_BY_HAND' });
    await console.close();
    const able = await testConsole({ ...host, restart });
    expect((await able.client.system.about()).restarts).toBe(true);
    await able.client.system.restart();
    expect(restart).toHaveBeenCalledOnce();
  });
});

describe('a backup that is taken away', () => {
  it('comes whole from an address of its own, which ends after a minute', async () => {
    let now = Date.now();
    const { client, console, host } = await testConsole({ now: () => now });
    const { name, bytes } = await client.system.backUp();
    const { path } = await client.system.backupAddress({ name });
    const token = path.slice(path.lastIndexOf('/') + 1);
    const opened = await console.openBody(token);
    expect(opened?.bytes).toBe(bytes);
    expect(opened && (await buffer(opened.stream))).toEqual(readFileSync(join(host.paths.data, 'backups', name)));
    now += 61_000;
    expect(await console.openBody(token)).toBeNull();
  });

  it('has no address any more once it is deleted', async () => {
    const { client, console } = await testConsole();
    const { name } = await client.system.backUp();
    const { path } = await client.system.backupAddress({ name });
    await client.system.deleteBackup({ name });
    expect(await console.openBody(path.slice(path.lastIndexOf('/') + 1))).toBeNull();
  });

  it.each(['../patchbay.db', '../restore.json', '/etc/passwd', ''])('is never the path %j', async (name) => {
    const { client } = await testConsole();
    for (const call of [client.system.deleteBackup, client.system.backupAddress])
      await expect(call({ name })).rejects.toMatchObject({ code: 'BACKUP_UNUSABLE' });
  });
});

describe('diagnostics', () => {
  it('carry versions and counts, and no name that a person gave', async () => {
    const { client } = await testConsole();
    await client.tenants.create({ name: 'Hush-hush Ltd' });
    const { text } = await client.system.diagnostics();
    expect(text).toContain('tenants: 2 rows');
    expect(text).not.toContain('Hush');
  });
});

describe('the integrity check', () => {
  it('finds the store sound', async () => {
    const { client } = await testConsole();
    expect(await client.system.integrityCheck()).toEqual({ ok: true, problems: [] });
  });

  it('and what the store takes are read while others are served', async () => {
    const { client, console } = await testConsole();
    const { sqlite } = console.store;
    const onThisThread: string[] = [];
    const prepare = sqlite.prepare.bind(sqlite);
    sqlite.prepare = ((text: string) => {
      onThisThread.push(text);
      return prepare(text);
    }) as typeof sqlite.prepare;
    const over: string[] = [];
    const reading = client.system.dataUse().then(() => over.push('read'));
    await new Promise((resolve) => setImmediate(resolve));
    over.push('served');
    await reading;
    await client.system.integrityCheck();
    expect(onThisThread.filter((text) => /dbstat|_check|count\(\*\) FROM "/.test(text))).toEqual([]);
    expect(over).toEqual(['served', 'read']);
  });

  it('finds what is damaged', async () => {
    const { client, console } = await testConsole();
    console.store.sqlite.exec('PRAGMA foreign_keys = OFF');
    console.store.sqlite.exec(
      "INSERT INTO memberships (tenant_id, user_id, role, created_at) VALUES ('a', 'b', 'admin', 0)",
    );
    const { ok, problems } = await client.system.integrityCheck();
    expect([ok, new Set(problems)]).toEqual([false, new Set(['a row in memberships without its parent'])]);
  });
});
