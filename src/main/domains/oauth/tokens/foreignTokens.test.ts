import { describe, expect, it } from 'vitest';
import { heldAt, tokenHolder } from '#test/support/oauthHeldTokens.ts';

const minute = 60_000;

describe('tokens that another program was granted', () => {
  it('are used until they end, and renewed with their refresh token', async () => {
    const { rig, clock, hold } = await tokenHolder();
    const { id, forms, tokens } = hold(null);
    const given = { accessToken: 'theirs', refreshToken: 'their-refresh', expiresAt: heldAt + 10 * minute };
    expect(rig.stateOf(id)).toMatchObject({ suspension: 'needsSignIn' });
    expect(rig.takeOver(id, given)).toBeNull();
    expect(rig.stateOf(id)).toMatchObject({ suspension: null });
    expect(tokens()).toMatchObject({ status: 'ok', expiresAt: heldAt + 10 * minute, refreshable: true });
    expect(await rig.fresh(id)).toBe('theirs');
    expect(forms).toEqual([]);
    clock.now = heldAt + 10 * minute;
    expect(await rig.fresh(id)).toBe('second');
    expect(forms).toMatchObject([{ grant_type: 'refresh_token', refresh_token: 'their-refresh' }]);
  });

  it('fetch an access token with the first request where there is a refresh token alone', async () => {
    const { rig, hold } = await tokenHolder();
    const { id, forms } = hold(null);
    expect(rig.takeOver(id, { accessToken: null, refreshToken: 'their-refresh', expiresAt: null })).toBeNull();
    expect(forms).toEqual([]);
    expect(await rig.fresh(id)).toBe('second');
    expect(forms).toMatchObject([{ grant_type: 'refresh_token', refresh_token: 'their-refresh' }]);
  });

  it('end for good where nothing renews them', async () => {
    const { rig, clock, hold } = await tokenHolder();
    const { id } = hold(null);
    rig.takeOver(id, { accessToken: 'theirs', refreshToken: null, expiresAt: heldAt + minute });
    expect(await rig.fresh(id)).toBe('theirs');
    clock.now = heldAt + minute;
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
    expect(rig.rowOf(id).expiresAt).toBe(heldAt + minute);
  });

  it('are refused with the reason where no header could carry them, and those of before stay', async () => {
    const { rig, hold } = await tokenHolder();
    const { id } = hold({});
    const refused = (accessToken: string) => rig.takeOver(id, { accessToken, refreshToken: null, expiresAt: null });
    expect(refused('with blank')).toBe('The access token has characters that no header may carry.');
    expect(refused('x'.repeat(60_001))).toBe('The access token is longer than any header may be.');
    expect(await rig.fresh(id)).toBe('first');
  });

  it('are told of without a word of theirs, and nothing is said of a server that nobody asked', async () => {
    const { rig, hold } = await tokenHolder();
    const { id } = hold(null);
    rig.takeOver(id, { accessToken: 'theirs', refreshToken: 'their-refresh', expiresAt: null });
    expect(rig.happenings.at(-1)).toMatchObject({ action: 'took over the tokens of', subject: 'bot', result: 'ok' });
    expect(JSON.stringify(rig.happenings)).not.toContain('their');
    expect((await rig.client.doctor({ connectionId: id })).steps).toEqual([]);
  });
});
