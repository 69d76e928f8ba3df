import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { mask } from '#core/http/secretJudge.ts';
import { filesWith } from '#test/support/requestsRig.ts';
import { testConsole } from '#test/support/testConsole.ts';

const password = 'p@ss word:canary-4711';
const inUrl = encodeURIComponent(password);

describe('user name and password of the proxy', () => {
  test('are taken out of the address; the password is kept in the vault and never shown', async () => {
    const { client, host } = await testConsole();
    const { network } = await client.settings.get();
    const proxyUrl = `http://ada:${inUrl}@proxy.test:3128`;
    const saved = await client.settings.update({ network: { ...network, proxyUrl } });
    expect(saved.network).toMatchObject({
      proxyUrl: 'http://proxy.test:3128/',
      proxyUsername: 'ada',
      proxyPasswordKept: true,
    });
    const shown = JSON.stringify([saved, await client.settings.get(), await client.activity.list({ limit: 50 })]);
    for (const form of [password, inUrl, Buffer.from(password).toString('base64')]) {
      expect(shown).not.toContain(form);
      expect(filesWith(host.paths.data, form)).toEqual([]);
    }
  });

  test('stay with a change of something else, and go with another proxy or user name', async () => {
    const { client } = await testConsole();
    const { network } = await client.settings.get();
    const first = { ...network, proxyUrl: 'http://proxy.test:3128', proxyUsername: 'ada', proxyPassword: password };
    const { network: saved } = await client.settings.update({ network: first });
    const later = await client.settings.update({ network: { ...saved, timeoutSeconds: 7 } });
    expect(later.network.proxyPasswordKept).toBe(true);
    for (const change of [
      { proxyUrl: 'http://other.test:3128' },
      { proxyUsername: 'eve' },
      { proxyPassword: null },
      { proxyUrl: null },
    ]) {
      await client.settings.update({ network: first });
      const changed = await client.settings.update({ network: { ...saved, ...change } });
      expect(changed.network.proxyPasswordKept).toBe(false);
      const back = await client.settings.update({ network: saved });
      expect(back.network.proxyPasswordKept).toBe(false);
    }
  });

  test('a password without a user name is refused with its field', async () => {
    const { client } = await testConsole();
    const { network } = await client.settings.get();
    const change = { ...network, proxyUrl: 'http://proxy.test:3128', proxyPassword: password };
    await expect(client.settings.update({ network: change })).rejects.toMatchObject({ code: 'INVALID' });
  });

  test('go out to the proxy, and not to the host', async () => {
    const seen: (string | undefined)[] = [];
    const proxy = createServer((request, response) => {
      seen.push(request.headers['proxy-authorization']);
      response.end('from the proxy');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = proxy.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { client } = await testConsole();
    const { network } = await client.settings.get();
    await client.settings.update({
      network: {
        ...network,
        proxyMode: 'manual',
        proxyUrl: `http://127.0.0.1:${port}`,
        proxyUsername: 'ada',
        proxyPassword: password,
      },
    });
    const sent = await client.requests.send({
      id: crypto.randomUUID() as never,
      draft: {
        ...{ integrationId: null, operationKey: null, connectionId: null, server: null },
        ...{ method: 'GET', url: 'http://93.184.215.14/', parameters: [], body: { kind: 'none' } },
      },
    });
    proxy.closeAllConnections();
    proxy.close();
    expect(sent.response?.status).toBe(200);
    expect(seen).toEqual([`Basic ${Buffer.from(`ada:${password}`).toString('base64')}`]);
    expect(sent.requestHeaders.find(({ name }) => name === 'Proxy-Authorization')?.value).toBe(mask);
    expect(JSON.stringify(sent)).not.toContain(password);
  });
});
