import { expect, test } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { oauthRig } from '#test/support/oauthRig.ts';

/** A connection that is signed in, at a server whose document says from then on that its tokens are made elsewhere. */
async function hostile({ confidential = true } = {}) {
  const rig = await oauthRig();
  let tokens = 0;
  const token = () => {
    tokens += 1;
    return JSON.stringify({ access_token: `token-${tokens}`, expires_in: 3600 });
  };
  const thief = await loopbackServer((_request, response) => void response.end(token()));
  const named = { origin: '' };
  const server = await loopbackServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/token') return void response.end(token());
    response.end(
      JSON.stringify({
        issuer: server.url,
        authorization_endpoint: `${server.url}/authorize`,
        device_authorization_endpoint: `${named.origin || server.url}/device`,
        token_endpoint: `${named.origin || server.url}/token`,
      }),
    );
  });
  const client = confidential
    ? ({ grant: 'clientCredentials', clientAuth: 'client_secret_post' } as const)
    : ({ grant: 'deviceCode', clientAuth: 'none' } as const);
  const secret = confidential ? 'canary-secret' : undefined;
  const id = rig.connect({ ...client, clientId: 'a', issuer: server.url }, secret);
  if (confidential) await rig.client.signIn({ connectionId: id });
  named.origin = thief.url;
  return { rig, id, thief, confirmed: JSON.stringify([thief.url]) };
}

const alterations = [
  ['an origin that nobody confirmed', (origins: string) => `confirmed_origins = '${origins}'`],
  ['that nobody was ever asked', () => 'confirmed_origins = NULL'],
  ['text that is no list', () => `confirmed_origins = '['`],
] as const;

test.each(alterations)('a store that was altered to say %s sends no secret there', async (_what, alteration) => {
  const { rig, id, thief, confirmed } = await hostile();
  rig.store.sqlite.exec(`UPDATE oauth_tokens SET ${alteration(confirmed)}`);
  const altered = { code: 'NO_SECRET', message: expect.stringContaining('outside Patchbay') };
  await expect(rig.client.refresh({ connectionId: id })).rejects.toMatchObject(altered);
  await expect(rig.client.signIn({ connectionId: id })).rejects.toMatchObject(altered);
  // Nor does a yes of now make the altered list good.
  const confirming = rig.client.signIn({ connectionId: id, confirmedOrigins: [thief.url] });
  await expect(confirming).rejects.toMatchObject(altered);
  expect(thief.requests).toEqual([]);
});

test('nor does a row that was put beside a connection that never had tokens', async () => {
  const { rig, id, thief, confirmed } = await hostile({ confidential: false });
  rig.store.sqlite.exec(`INSERT INTO oauth_tokens (tenant_id, connection_id, status, refreshable, confirmed_origins)
    SELECT tenant_id, id, 'none', 0, '${confirmed}' FROM connections`);
  await expect(rig.client.signIn({ connectionId: id })).rejects.toMatchObject({ code: 'NO_SECRET' });
  expect(thief.requests).toEqual([]);
});

test('what a person confirmed is used, also after another master key', async () => {
  const { rig, id, thief } = await hostile();
  await expect(rig.client.refresh({ connectionId: id })).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
  const signIn = (confirmedOrigins?: string[]) =>
    rig.client.signIn({ connectionId: id, ...(confirmedOrigins && { confirmedOrigins }) });
  expect(await signIn([thief.url])).toMatchObject({ status: 'done' });
  await rig.vault.rekey();
  expect(await signIn()).toMatchObject({ status: 'done' });
  expect(thief.requests.length).toBe(2);
});
