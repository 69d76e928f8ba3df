import { describe, expect, it } from 'vitest';
import { faultyServer } from '#test/support/oauthFaultyServer.ts';
import { connectPage } from './connectPage.ts';
import { launchWindow } from './launch.ts';

/** A sign-in of the desktop program that waits for the answer of its browser. */
async function waiting() {
  const launched = await launchWindow();
  const { client } = connectPage(launched.contents);
  await client.vault.setUp({ method: 'session' });
  const server = await faultyServer();
  const { id: integrationId } = await client.integrations.create({
    name: 'atlas',
    type: 'api',
    provider: 'custom',
    baseUrl: server.url,
    manualAuth: { kind: 'none' },
  });
  const { id: connectionId } = await client.connections.create({
    integrationId,
    name: 'me',
    kind: 'oauth2',
    schemeKey: null,
    visibility: 'private',
    config: {
      kind: 'oauth2',
      oauth: {
        grant: 'authorizationCode',
        issuer: server.url,
        clientId: 'patchbay',
        clientAuth: 'none',
        redirect: { kind: 'scheme' },
      },
    },
  });
  const events = await client.events.subscribe();
  const begun = await client.oauth.signIn({ connectionId });
  const state = () => client.oauth.signInState({ id: begun.id });
  /** Every change of a sign-in is an event. */
  const ended = async () => {
    for await (const _event of events) {
      const now = await state();
      if (now.status !== 'waiting' && now.status !== 'exchanging') return now;
    }
    throw new Error('The events ended before the sign-in.');
  };
  /** The link that the server sends the browser to. */
  const answer = async () => {
    const asked = await fetch(begun.authorizationUrl ?? '', { redirect: 'manual' });
    return asked.headers.get('location') ?? '';
  };
  return { ...launched, client, connectionId, begun, state, ended, answer };
}

describe('a sign-in whose answer comes as a link', () => {
  it('opens its page in the browser, also one that this machine serves', async () => {
    const { asked, begun } = await waiting();
    expect(begun.authorizationUrl).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(asked('openExternal')).toEqual([[begun.authorizationUrl]]);
  });

  it.each(['second-instance', 'open-url'])('is finished by %s, and opens no page of the console', async (event) => {
    const { app, answer, ended, client, connectionId, contents, window } = await waiting();
    const link = await answer();
    expect(link).toMatch(/^patchbay:\/\/oauth\/callback\?/);
    const given = event === 'open-url' ? [{ preventDefault: () => undefined }, link] : [{}, ['electron', link], '/'];
    app.emit(event, ...given);
    expect(await ended()).toMatchObject({ status: 'done' });
    expect((await client.oauth.tokens({ connectionId })).obtainedAt).not.toBeNull();
    expect(contents.sent).toEqual([]);
    expect(window.did).toContain('focus');
  });

  it('waits on where the link is of no sign-in', async () => {
    const { app, state } = await waiting();
    for (const link of ['patchbay://oauth/callback?code=x&state=y', 'patchbay://oauth/callback'])
      app.emit('second-instance', {}, ['electron', link], '/');
    expect(await state()).toMatchObject({ status: 'waiting' });
  });
});
