import { describe, expect, it } from 'vitest';
import { startOAuthProcess } from '#test/support/oauthProcess.ts';
import { signedIn } from '#test/support/oauthSignedIn.ts';

describe('two processes on one store', () => {
  const passphrase = 'correct horse battery staple';

  it('make one renewal between them', async () => {
    const { rig, server, id, expire } = await signedIn();
    await rig.vault.setUp({ method: 'passphrase', passphrase });
    expire();
    const others = [startOAuthProcess(rig.folder, passphrase), startOAuthProcess(rig.folder, passphrase)];
    for (const other of others) expect(await other.line()).toBe('ready');
    for (const other of others) other.go();
    const lines = await Promise.all(others.map((other) => other.line()));
    const mine = await rig.fresh(id);
    expect(lines).toEqual([`tokens ${mine}`, `tokens ${mine}`]);
    expect(server.refreshes()).toBe(1);
  }, 180_000);

  it('lose nothing but time when one is killed between the answer and its write', async () => {
    const { rig, server, id, expire, codes } = await signedIn();
    await rig.vault.setUp({ method: 'passphrase', passphrase });
    const before = await rig.fresh(id);
    expire();
    const other = startOAuthProcess(rig.folder, passphrase, 'hang');
    expect(await other.line()).toBe('ready');
    other.go();
    expect(await other.line()).toBe('storing');
    await other.kill();
    expect(server.refreshes()).toBe(1);
    expect(await codes()).toEqual(['INTERRUPTED']);
    const sealed = rig.vault.open(rig.store.read, {
      tenantId: rig.admin.tenantId,
      table: 'connections',
      id,
      field: 'oauth:access',
    });
    expect(sealed).toBe(before);
    expect(rig.store.integrityCheck()).toEqual([]);
    expect(await rig.fresh(id)).not.toBe(before);
    expect(server.calls.at(-1)?.form.get('refresh_token')).toBe('refresh-token-1');
    expect(await codes()).toEqual(['INTERRUPTED']);
  }, 180_000);

  it('ask for a sign-in when the killed one had used up a refresh token that works once', async () => {
    const { rig, server, id, expire, codes } = await signedIn();
    await rig.vault.setUp({ method: 'passphrase', passphrase });
    expire();
    const other = startOAuthProcess(rig.folder, passphrase, 'hang');
    await other.line();
    other.go();
    await other.line();
    await other.kill();
    server.answers((answer) => {
      answer.statusCode = 400;
      answer.body = { error: 'invalid_grant', error_description: 'refresh token already used' };
    });
    await expect(rig.fresh(id)).rejects.toMatchObject({
      code: 'NEEDS_SIGN_IN',
      message: expect.stringContaining('closed during the previous refresh'),
    });
    expect(await codes()).toEqual(['REFRESH_ROTATED', 'INTERRUPTED']);
  }, 180_000);
});
