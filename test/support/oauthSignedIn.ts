import { expect } from 'vitest';
import type { ConnectionId } from '#contract/common.ts';
import { oauthPart } from '#main/domains/connections/index.ts';
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

/** The OAuth2 settings of a connection as they are stored. */
export function oauthSettingsOf({ rowOf }: Awaited<ReturnType<typeof oauthRig>>, id: ConnectionId) {
  const config = oauthPart(rowOf(id))?.config;
  if (config?.kind !== 'oauth2') throw new Error('The connection does not use OAuth2');
  return config.oauth;
}
