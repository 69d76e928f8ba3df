import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defaultSettings, type Settings } from '#contract/settings.ts';
import { facts as factRows } from '#main/facts/table.ts';
import { domainClient } from '#test/support/domainClient.ts';
import { kernelRig } from '#test/support/kernelRig.ts';
import { createSettings, readSettings, readValue, settingsFacts, writeValue } from './domain.ts';
import { openProxyPassword, splitNetwork } from './proxyPassword.ts';
import { isKept } from './values.ts';

async function rig() {
  const base = kernelRig(Object.values(settingsFacts));
  await base.kernel.vault.start();
  const domain = createSettings(base.kernel);
  const admin = base.newActor();
  const { store } = base.kernel;
  return {
    ...base,
    store,
    domain,
    client: domainClient(domain, admin),
    as: (role: 'admin' | 'editor' | 'viewer') => domainClient(domain, { ...admin, role }),
    keep: (value: unknown) => store.write((w) => writeValue(w, 'console', value)),
    read: () => readSettings(store.read),
    said: () => store.read.select({ before: factRows.before, after: factRows.after }).from(factRows).all(),
  };
}

describe('values under a name', () => {
  test('are what was written last, and nothing where they cannot be read or are something else', async () => {
    const { store } = await rig();
    const read = () => readValue(store.read, 'mine', z.object({ n: z.number() }));
    expect([read(), isKept(store.read, 'mine')]).toEqual([undefined, false]);
    store.write((w) => writeValue(w, 'mine', { n: 1 }));
    store.write((w) => writeValue(w, 'mine', { n: 2 }));
    expect([read(), isKept(store.read, 'mine')]).toEqual([{ n: 2 }, true]);
    for (const text of ['{', '', '{"n":"2"}', 'null', '{"n":1}{']) {
      store.sqlite.prepare("UPDATE settings SET value = ? WHERE name = 'mine'").run(text);
      expect([read(), isKept(store.read, 'mine')], text).toEqual([undefined, true]);
    }
  });
});

describe('what is stored', () => {
  const network = { ...defaultSettings.network };
  test.each<[string, unknown, Partial<Settings>]>([
    ['nothing', undefined, {}],
    ['an empty object', {}, {}],
    ['one group', { colorScheme: 'dark' }, { colorScheme: 'dark' }],
    [
      'a part of a group',
      { retention: { historyDays: 7 } },
      { retention: { ...defaultSettings.retention, historyDays: 7 } },
    ],
    [
      'what an older version kept',
      { network: { proxyUrl: null, noProxy: ['a.test'], extraCertificates: null, timeoutSeconds: 5 } },
      { network: { ...network, noProxy: ['a.test'], timeoutSeconds: 5 } },
    ],
    ['what a newer version added', { colorScheme: 'light', wallpaper: 'blue' }, { colorScheme: 'light' }],
  ])('as %s is completed by the defaults', async (_, value, expected) => {
    const { keep, read } = await rig();
    if (value !== undefined) keep(value);
    expect(read()).toEqual({ ...defaultSettings, ...expected });
  });

  test.each<[unknown, string, Partial<Settings>]>([
    [{ colorScheme: 'sepia' }, 'colorScheme', {}],
    [{ colorScheme: 'dark', retention: { historyDays: 0 } }, 'retention.historyDays', { colorScheme: 'dark' }],
    [
      { retention: { historyDays: 7, activityDays: 'x' } },
      'retention.activityDays',
      { retention: { ...defaultSettings.retention, historyDays: 7 } },
    ],
    [{ retention: [] }, 'retention', {}],
    [{ network: 'none', colorScheme: 'dark' }, 'network', { colorScheme: 'dark' }],
    [
      { network: { noProxy: ['a', 5], timeoutSeconds: 9 } },
      'network.noProxy',
      { network: { ...network, timeoutSeconds: 9 } },
    ],
    [{ network: { timeoutSeconds: 1.5, proxyUrl: 'ftp://x' } }, 'network.proxyUrl, network.timeoutSeconds', {}],
  ])('as %j cannot be read in %s, which counts as not chosen; the rest stays', async (value, which, expected) => {
    const { keep, read } = await rig();
    keep(value);
    const { unreadable, ...settings } = read();
    expect(settings).toEqual({ ...defaultSettings, ...expected });
    expect(unreadable).toContain(`(${which})`);
  });

  test.each(['{', '[1]', '"text"', ''])('as the text %j is wholly unreadable', async (text) => {
    const { keep, read, store } = await rig();
    keep({ colorScheme: 'dark' });
    store.sqlite.prepare("UPDATE settings SET value = ? WHERE name = 'console'").run(text);
    expect(read()).toEqual({ ...defaultSettings, unreadable: expect.stringContaining('(all)') });
  });
});

describe('a change', () => {
  test('is of what it names alone, and applies at once', async () => {
    const { client, domain } = await rig();
    await client.update({ network: { timeoutSeconds: 7 }, retention: { historyDays: 3 } });
    await client.update({ network: { noProxy: ['a.test'] } });
    const expected = {
      ...defaultSettings,
      retention: { ...defaultSettings.retention, historyDays: 3 },
      network: { ...defaultSettings.network, timeoutSeconds: 7, noProxy: ['a.test'] },
    };
    expect(await client.get()).toEqual(expected);
    expect(domain.api.current()).toEqual(expected);
  });

  test('of how it looks is anyone’s, of everything else an admin’s', async () => {
    const { as } = await rig();
    for (const role of ['viewer', 'editor'] as const) {
      expect(await as(role).update({ colorScheme: 'dark' })).toMatchObject({ colorScheme: 'dark' });
      await expect(as(role).update({ retention: { historyDays: 1 } })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(as(role).update({ network: {} })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(as(role).update({ colorScheme: 'light', retention: {} })).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    expect(await as('admin').get()).toMatchObject({ colorScheme: 'dark', retention: defaultSettings.retention });
  });

  test('is refused where something else stands there than the editor saw, by its path', async () => {
    const { client } = await rig();
    await client.update({ network: { timeoutSeconds: 7 }, colorScheme: 'dark' });
    const stale = { network: { timeoutSeconds: 9, noProxy: ['a'] }, expected: { 'network.timeoutSeconds': 120 } };
    await expect(client.update(stale)).rejects.toMatchObject({
      code: 'CHANGED_MEANWHILE',
      data: { meanwhile: [{ field: 'network.timeoutSeconds', now: 7 }] },
    });
    expect((await client.get()).network).toMatchObject({ timeoutSeconds: 7, noProxy: [] });
    await expect(client.update({ colorScheme: 'light', expected: { colorScheme: 'auto' } })).rejects.toMatchObject({
      code: 'CHANGED_MEANWHILE',
    });
    await client.update({ ...stale, expected: { 'network.timeoutSeconds': 7 } });
    expect((await client.get()).network.timeoutSeconds).toBe(9);
  });

  test('is a fact with what was and is, without the text of certificates and the password of a proxy', async () => {
    const { client, said } = await rig();
    const extraCertificates = '-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----';
    await client.update({ colorScheme: 'dark' });
    await client.update({ network: { proxyUrl: 'http://ada:canary-4711@proxy.test:1', extraCertificates } });
    const [first, second] = said();
    expect([first?.before, first?.after]).toMatchObject([{ colorScheme: 'auto' }, { colorScheme: 'dark' }]);
    expect(second?.after).toMatchObject({ network: { proxyUsername: 'ada', proxyPasswordKept: true } });
    expect(JSON.stringify(said())).not.toMatch(/canary|CERTIFICATE/);
  });
});

describe('the address of a proxy', () => {
  const split = (given: object) => splitNetwork({ ...defaultSettings.network, ...given });
  test.each<[object, object, string | null | undefined]>([
    [{ proxyUrl: null }, { proxyUrl: null, proxyUsername: null }, null],
    [{ proxyUrl: null, proxyUsername: 'ada', proxyPassword: 'x' }, { proxyUrl: null, proxyUsername: null }, null],
    [{ proxyUrl: 'http://p.test:1' }, { proxyUrl: 'http://p.test:1', proxyUsername: null }, undefined],
    [{ proxyUrl: 'http://p.test:1', proxyUsername: 'ada' }, { proxyUsername: 'ada' }, undefined],
    [{ proxyUrl: 'http://p.test:1', proxyPassword: 'x' }, { proxyUsername: null }, 'x'],
    [{ proxyUrl: 'http://p.test:1', proxyPassword: null }, {}, null],
    [{ proxyUrl: 'http://ada:pw@p.test:1/' }, { proxyUrl: 'http://p.test:1/', proxyUsername: 'ada' }, 'pw'],
    [{ proxyUrl: 'http://a%40b:p%3Aw@p.test:1/' }, { proxyUsername: 'a@b' }, 'p:w'],
    [{ proxyUrl: 'http://ada@p.test:1/', proxyPassword: 'x' }, { proxyUsername: 'ada' }, 'x'],
    [{ proxyUrl: 'http://ada@p.test:1/' }, { proxyUrl: 'http://p.test:1/', proxyUsername: 'ada' }, undefined],
    [{ proxyUrl: 'http://:pw@p.test:1/', proxyUsername: 'ada' }, { proxyUsername: 'ada' }, 'pw'],
    [{ proxyUrl: 'http://ada:p%zz@p.test:1/' }, { proxyUsername: 'ada' }, 'p%zz'],
    [{ proxyUrl: 'http://ada:pw@p.test:1/', proxyPassword: 'other' }, { proxyUsername: 'ada' }, 'pw'],
  ])('given as %j is kept as %j with the password %j', (given, network, password) => {
    const result = split(given);
    expect(result.network).toMatchObject(network);
    expect(result.password).toBe(password);
    expect(result.network).not.toHaveProperty('proxyPassword');
  });
});

describe('the password of a proxy', () => {
  const network = { proxyUrl: 'http://proxy.test:1', proxyUsername: 'ada', proxyPassword: 'canary-4711' };
  async function kept() {
    const made = await rig();
    await made.client.update({ network });
    const open = (changes: object = {}) =>
      openProxyPassword(made.store.read, made.kernel, { ...made.domain.api.current().network, ...changes });
    return { ...made, open };
  }

  test('is opened for its own proxy and user, and for no other', async () => {
    const { open } = await kept();
    expect([open(), open({ proxyPasswordKept: false })]).toEqual(['canary-4711', '']);
    for (const other of [
      { proxyUrl: 'http://other.test:1' },
      { proxyUsername: 'eve' },
      { proxyUrl: 'https://proxy.test:1' },
    ])
      expect(() => open(other)).toThrow(
        expect.objectContaining({ code: 'PROXY_FAILED', message: 'The password of the proxy is gone.' }),
      );
    // The path of a proxy's address says nothing.
    expect(open({ proxyUrl: 'http://proxy.test:1/path' })).toBe('canary-4711');
  });

  test('waits for the vault, and says so', async () => {
    const { open, kernel, client } = await kept();
    kernel.vault.lock();
    expect(() => open()).toThrow(
      expect.objectContaining({
        code: 'PROXY_FAILED',
        message: 'The password of the proxy is sealed: the vault is locked.',
        data: expect.objectContaining({ todo: 'Unlock the vault, then try again.', phase: 'proxy' }),
      }),
    );
    await expect(client.update({ network: { proxyPassword: 'another' } })).rejects.toMatchObject({
      code: 'VAULT_LOCKED',
    });
    await client.update({ network: { timeoutSeconds: 3 } });
    await kernel.vault.unlock(undefined);
    expect(open()).toBe('canary-4711');
  });

  test('is forgotten with an empty one, and leaves nothing in the vault', async () => {
    const { client, store } = await kept();
    const rows = () => store.sqlite.prepare("SELECT count(*) FROM secrets WHERE field = 'proxyPassword'").pluck().get();
    expect(rows()).toBe(1);
    await client.update({ network: { proxyPassword: '' } });
    expect([rows(), (await client.get()).network.proxyPasswordKept]).toEqual([0, false]);
  });
});

describe('the choice of a proxy', () => {
  test('is the address where an older version kept one, and follows an address that is given alone', async () => {
    const { keep, read, client } = await rig();
    keep({ network: { proxyUrl: 'http://p.test:1' } });
    expect(read().network.proxyMode).toBe('manual');
    const modes = [];
    for (const network of [
      { proxyUrl: null },
      { proxyUrl: 'socks5://ada:pw@p.test:1' },
      { proxyMode: 'system' as const },
      { proxyUrl: null },
    ])
      modes.push((await client.update({ network })).network.proxyMode);
    expect(modes).toEqual(['none', 'manual', 'system', 'system']);
  });

  test('keeps the passwords of two SOCKS proxies apart', async () => {
    const { client } = await rig();
    await client.update({ network: { proxyUrl: 'socks5://ada:canary-4711@one.test' } });
    const { network } = await client.update({ network: { proxyUrl: 'socks5://two.test' } });
    expect([network.proxyUrl, network.proxyPasswordKept]).toEqual(['socks5://two.test', false]);
  });
});
