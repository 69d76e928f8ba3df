import { expect, test } from 'vitest';
import { oauthRig } from '#test/support/oauthRig.ts';
import { endWithTokens } from './oauthConnection.ts';

test('a token that cannot be renewed ends its connection, also beside one that cannot be read', async () => {
  const rig = await oauthRig();
  const settings = {
    grant: 'authorizationCode',
    tokenUrl: 'https://as.example/t',
    authorizationUrl: 'https://as.example/a',
    clientId: 'a',
    clientAuth: 'none',
  } as const;
  const [broken, fine] = [rig.connect(settings), rig.connect(settings)];
  for (const id of [broken, fine])
    rig.store.sqlite
      .prepare(
        `INSERT INTO oauth_tokens (tenant_id, connection_id, status, obtained_at, expires_at, requested_scopes)
         VALUES (?, ?, 'ok', 1, 5, '[]')`,
      )
      .run(rig.admin.tenantId, id);
  rig.store.sqlite.exec('UPDATE connections SET expires_at = 9');
  rig.store.sqlite.prepare("UPDATE connections SET allowed_hosts = '{' WHERE id = ?").run(broken);
  endWithTokens(rig.deps);
  expect(rig.rowOf(fine).expiresAt).toBe(5);
});
