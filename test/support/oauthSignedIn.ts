import { expect } from 'vitest';
import { faultyServer } from './oauthFaultyServer.ts';
import { oauthRig } from './oauthRig.ts';

/** A connection that is signed in; its token ends with the time that the test chooses. */
export async function signedIn() {
  const rig = await oauthRig();
  const server = await faultyServer();
  const id = rig.connect({
    grant: 'authorizationCode',
    issuer: server.url,
    tokenUrl: `${server.url}/token`,
    clientId: 'patchbay',
    clientAuth: 'none',
  });
  const begun = await rig.client.signIn({ connectionId: id });
  const redirected = await fetch(begun.authorizationUrl ?? '', { redirect: 'manual' });
  await fetch(redirected.headers.get('location') ?? '');
  expect(await rig.ended(begun)).toMatchObject({ status: 'done' });
  const expire = (leftMs = -1) => {
    const expiresAt = Date.now() + leftMs;
    rig.store.sqlite
      .prepare('UPDATE oauth_tokens SET obtained_at = ?, expires_at = ?')
      .run(expiresAt - 3_600_000, expiresAt);
  };
  return {
    rig,
    server,
    id,
    expire,
    codes: async () => (await rig.client.doctor({ connectionId: id })).findings.map((it) => it.code),
  };
}
