import { describe, expect, it } from 'vitest';
import type { ConnectionId } from '#contract/common.ts';
import type { SignInState } from '#contract/oauth.ts';
import { faultyServer } from '#test/support/oauthFaultyServer.ts';
import { type OAuthRig, oauthRig } from '#test/support/oauthRig.ts';

/** A sign-in that waits for its answer, of a connection that was never signed in. */
async function waiting(signInMs?: number) {
  const rig = await oauthRig(signInMs === undefined ? {} : { signInMs });
  const server = await faultyServer();
  const id = rig.connect({ grant: 'authorizationCode', issuer: server.url, clientId: 'a', clientAuth: 'none' });
  return { rig, server, id, begun: await rig.client.signIn({ connectionId: id, open: false }) };
}

/** As its deletion does. */
const remove = ({ store }: OAuthRig, id: ConnectionId) =>
  store.sqlite.prepare('DELETE FROM connections WHERE id = ?').run(id);

async function closePage({ client }: OAuthRig, { id }: SignInState) {
  const gone = new AbortController();
  const attended = client.attendSignIn({ id }, { signal: gone.signal });
  gone.abort();
  await attended;
}

/** Brings an answer back to the redirect address. */
async function bring({ authorizationUrl, redirectUri }: SignInState, answer: Record<string, string>) {
  const state = new URL(authorizationUrl ?? '').searchParams.get('state') ?? '';
  const response = await fetch(`${redirectUri}?${new URLSearchParams({ ...answer, state })}`);
  return response.text();
}

/** How a sign-in can end without tokens, and what the doctor shows of it then. */
const endings: [string, (rig: OAuthRig, begun: SignInState) => unknown, SignInState['status'], string[], string][] = [
  ['a lock of the vault', ({ vault }) => vault.lock(), 'cancelled', ['authorization'], 'NEVER_RETURNED'],
  [
    'a person’s no',
    ({ client }, { id }) => client.cancelSignIn({ id }),
    'cancelled',
    ['authorization'],
    'NEVER_RETURNED',
  ],
  ['the page that goes', closePage, 'cancelled', ['authorization'], 'NEVER_RETURNED'],
  ['its time', () => undefined, 'failed', ['authorization', 'redirect'], 'NEVER_RETURNED'],
  [
    'a refusal of the server',
    (_rig, begun) => bring(begun, { error: 'access_denied' }),
    'failed',
    ['authorization', 'redirect'],
    'CONSENT_DENIED',
  ],
  [
    'a code that is not taken',
    (_rig, begun) => bring(begun, { code: 'never-issued' }),
    'failed',
    ['authorization', 'redirect', 'token'],
    'CODE_REFUSED',
  ],
];

describe.each(endings)('a sign-in that %s ends', (what, end, status, steps, finding) => {
  const begin = async () => {
    const begun = await waiting(what === 'its time' ? 60 : undefined);
    if (what === 'a code that is not taken')
      begun.server.bent.token = (_request, response) =>
        response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}');
    return begun;
  };

  it('shows its steps in the doctor, also where it was the first of its connection', async () => {
    const { rig, id, begun } = await begin();
    await end(rig, begun);
    expect(await rig.ended(begun)).toMatchObject({ status, message: expect.stringMatching(/^[A-Z].+ .+/) });
    await Promise.resolve();
    const doctor = await rig.client.doctor({ connectionId: id });
    expect(doctor.steps.map(({ name }) => name)).toEqual(['discovery', ...steps]);
    expect(doctor.findings[0]?.code).toBe(finding);
    expect(doctor.at).not.toBeNull();
  });

  it('ends as well where its connection was deleted meanwhile, and keeps nothing', async () => {
    const { rig, id, begun } = await begin();
    remove(rig, id);
    await end(rig, begun);
    expect(await rig.ended(begun)).toMatchObject({ status });
    await Promise.resolve();
    expect(rig.store.sqlite.prepare('SELECT count(*) FROM oauth_exchanges').pluck().get()).toBe(0);
    expect(rig.signIns.all().some((signIn) => signIn.isOpen())).toBe(false);
  });
});

it('no code is redeemed for a connection that is gone, and the page says why', async () => {
  const { rig, server, id, begun } = await waiting();
  remove(rig, id);
  expect(await bring(begun, { code: 'c' })).toContain('The connection does not exist');
  expect(await rig.ended(begun)).toMatchObject({ status: 'failed' });
  expect(server.calls).toEqual([]);
});
