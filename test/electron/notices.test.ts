import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { connectPage } from './connectPage.ts';
import { launchWindow } from './launch.ts';

/** The desktop program with a connection that its server refuses. */
async function refusing() {
  const launched = await launchWindow();
  const { client } = connectPage(launched.contents);
  await client.vault.setUp({ method: 'session' });
  const server = await loopbackServer((_request, response) => response.writeHead(401).end());
  const { id: integrationId } = await client.integrations.create({
    name: 'atlas',
    type: 'api',
    provider: 'custom',
    baseUrl: server.url,
    manualAuth: { kind: 'apiKey', in: 'header', name: 'X-Key', prefix: '' },
  });
  const { id: connectionId } = await client.connections.create({
    integrationId,
    name: 'bot',
    kind: 'apiKey',
    schemeKey: null,
    visibility: 'team',
    secret: 'canary-key-4711-abcdef',
  });
  const check = () => client.connections.check({ integrationId, connectionId });
  return { ...launched, client, connectionId, check };
}

describe('notices of the desktop', () => {
  it('are shown while no window is in front, once for one piece of news', async () => {
    const { check, notices } = await refusing();
    expect((await check()).status).toBe(401);
    expect(notices.map((it) => it.options.title)).toEqual([expect.stringContaining('was refused')]);
    expect(JSON.stringify(notices[0]?.options)).not.toContain('canary-key');
    await check();
    expect(notices).toHaveLength(1);
  });

  it('are not shown over a window that is in front, which tells by itself', async () => {
    const { check, notices, focus, window, client } = await refusing();
    const events = await client.events.subscribe();
    focus(window);
    const told = (async () => {
      for await (const event of events) if (event.type === 'notice') return event.title;
    })();
    await check();
    expect(await told).toContain('was refused');
    expect(notices).toEqual([]);
  });

  it('bring the window to the front at their page when they are pressed', async () => {
    const { check, notices, window, contents } = await refusing();
    await check();
    notices[0]?.emit('click');
    if (contents.sent.length === 0) await once(contents, 'sent');
    expect(window.did).toContain('focus');
    expect(contents.sent).toEqual([['patchbay:open', expect.stringMatching(/^\/connections/)]]);
  });
});
