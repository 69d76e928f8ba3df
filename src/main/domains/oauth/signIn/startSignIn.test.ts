import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ConnectionId, tenantId } from '#contract/common.ts';
import { uuidv7 } from '#main/store/index.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { type OAuthRig, type OAuthSettings, oauthRig } from '#test/support/oauthRig.ts';

afterEach(() => void vi.useRealTimers());

const base = { clientId: 'desk', clientAuth: 'none' } as const;
const byCode = {
  ...base,
  grant: 'authorizationCode',
  authorizationUrl: 'https://as.example/a',
  tokenUrl: 'https://as.example/t',
} as const;

async function waiting(settings: OAuthSettings = byCode) {
  const rig = await oauthRig();
  const id = rig.connect(settings);
  return { rig, id, begun: await rig.client.signIn({ connectionId: id, open: false }) };
}

const statusOf = (rig: OAuthRig, { id }: { id: Parameters<OAuthRig['signIns']['find']>[0] }) =>
  rig.signIns.find(id)?.view().status;

describe('another sign-in', () => {
  it('ends the one of the same connection before it, and no other', async () => {
    const { rig, id, begun } = await waiting();
    const other = await rig.client.signIn({ connectionId: rig.connect(byCode), open: false });
    const again = await rig.client.signIn({ connectionId: id, open: false });
    expect([begun, other, again].map((one) => statusOf(rig, one))).toEqual(['cancelled', 'waiting', 'waiting']);
    expect(rig.signIns.find(begun.id)?.view().message).toBe('A newer sign-in took its place.');
  });

  it('that cannot begin has ended, says why, and leaves its steps', async () => {
    const rig = await oauthRig();
    const id = rig.connect({ ...byCode, tokenUrl: null });
    await expect(rig.client.signIn({ connectionId: id })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    const [only] = rig.signIns.all();
    expect(only?.view()).toMatchObject({
      status: 'failed',
      message: 'The token URL is not known.',
      todo: 'Enter it, or the issuer to discover it from.',
    });
    const { steps } = await rig.client.doctor({ connectionId: id });
    expect(steps.map(({ name, code }) => [name, code])).toEqual([['authorization', 'CONFIG_INVALID']]);
  });
});

describe('where a sign-in stands', () => {
  it('is for those for whom its connection exists', async () => {
    const { rig, id, begun } = await waiting();
    const asked = (actor: typeof rig.admin) => rig.clientOf(actor).signInState({ id: begun.id });
    const colleague = rig.member('viewer', 'Ben');
    expect(await asked(colleague)).toMatchObject({ status: 'waiting' });
    rig.store.sqlite.prepare("UPDATE connections SET visibility = 'private', is_default = 0").run();
    await expect(asked(colleague)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await asked(rig.admin)).toMatchObject({ status: 'waiting' });
    rig.store.sqlite.prepare('DELETE FROM connections WHERE id = ?').run(id);
    expect(await asked(rig.admin)).toMatchObject({ status: 'waiting' });
    const elsewhere = { ...rig.admin, tenantId: tenantId.parse(uuidv7()) };
    await expect(asked(elsewhere)).rejects.toMatchObject({ code: 'SIGN_IN_UNKNOWN' });
  });

  it('is changed by nobody who may only look', async () => {
    const { rig, begun } = await waiting();
    const viewer = rig.clientOf(rig.member('viewer', 'Ben'));
    await expect(viewer.attendSignIn({ id: begun.id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(viewer.cancelSignIn({ id: begun.id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(statusOf(rig, begun)).toBe('waiting');
  });

  it('stays as it ended when it is cancelled afterwards', async () => {
    const { rig, begun } = await waiting();
    rig.signIns.find(begun.id)?.end('done', 'Well.');
    expect(await rig.client.cancelSignIn({ id: begun.id })).toMatchObject({ status: 'done', message: 'Well.' });
  });
});

describe('the page that waits for a sign-in', () => {
  /** Goes, and answers what the sign-in is a millisecond before and after the time to come back. */
  async function leave(
    rig: OAuthRig,
    begun: { id: Parameters<OAuthRig['signIns']['find']>[0] },
    meanwhile = async () => {},
  ) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const gone = new AbortController();
    const attended = rig.client.attendSignIn({ id: begun.id }, { signal: gone.signal });
    gone.abort();
    await attended;
    vi.advanceTimersByTime(999);
    await meanwhile();
    const before = statusOf(rig, begun);
    vi.advanceTimersByTime(1);
    return [before, statusOf(rig, begun)];
  }

  it('has a second to come back', async () => {
    const { rig, id, begun } = await waiting();
    expect(await leave(rig, begun)).toEqual(['waiting', 'cancelled']);
    expect(rig.signIns.find(begun.id)?.view().message).toBe('The page that waited for the sign-in was closed.');
    expect((await rig.client.doctor({ connectionId: id })).at).not.toBeNull();
  });

  it('leaves it to another that came', async () => {
    const { rig, begun } = await waiting();
    const come = async () => {
      void rig.client.attendSignIn({ id: begun.id });
      while (rig.signIns.find(begun.id)?.attendants === 0) await new Promise(setImmediate);
    };
    expect(await leave(rig, begun, come)).toEqual(['waiting', 'waiting']);
  });

  it('leaves what waits elsewhere, and what is on its way already', async () => {
    const elsewhere = await waiting({ ...byCode, redirect: { kind: 'scheme' } });
    expect(await leave(elsewhere.rig, elsewhere.begun)).toEqual(['waiting', 'waiting']);
    vi.useRealTimers();
    const { rig, begun } = await waiting();
    rig.signIns.find(begun.id)?.show({ status: 'exchanging' });
    expect(await leave(rig, begun)).toEqual(['exchanging', 'exchanging']);
  });

  it('that is gone before it asks hears at once where it stands', async () => {
    const { rig, begun } = await waiting();
    const attended = rig.client.attendSignIn({ id: begun.id }, { signal: AbortSignal.abort() });
    expect(await attended).toMatchObject({ status: 'waiting' });
    expect(rig.signIns.find(begun.id)?.attendants).toBe(0);
  });
});

describe('a sign-in without a person', () => {
  const ask = async (status: number, body: object) => {
    const rig = await oauthRig();
    const seen: string[] = [];
    const { url } = await loopbackServer((_request, response) => {
      seen.push(...rig.signIns.all().map((signIn) => signIn.view().status));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    const id: ConnectionId = rig.connect({ ...base, grant: 'clientCredentials', tokenUrl: `${url}/t` });
    return { rig, id, seen, ended: await rig.client.signIn({ connectionId: id }) };
  };

  it('is on its way while the server is asked, and has ended then', async () => {
    const { rig, seen, ended } = await ask(200, { access_token: 'the-token' });
    expect([seen, ended.status, ended.message]).toEqual([['exchanging'], 'done', 'bot is signed in.']);
    expect(rig.store.sqlite.prepare('SELECT type FROM facts').pluck().all()).toContain('token.signedIn');
  });

  it('that is refused says why, and the log does', async () => {
    const { rig, ended } = await ask(400, { error: 'invalid_scope', error_description: 'No such scope' });
    expect(ended).toMatchObject({ status: 'failed', message: expect.stringContaining('No such scope') });
    expect(ended.todo).not.toBeNull();
    expect(rig.store.sqlite.prepare('SELECT type FROM facts').pluck().all()).toContain('token.signInFailed');
    expect(rig.store.sqlite.prepare('SELECT under_way FROM oauth_tokens').pluck().get()).toBeNull();
    expect(rig.store.sqlite.prepare('SELECT count(*) FROM leases').pluck().get()).toBe(0);
  });
});
