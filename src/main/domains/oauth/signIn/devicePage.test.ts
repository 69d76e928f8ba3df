import { describe, expect, it } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { heldAt } from '#test/support/oauthHeldTokens.ts';
import { oauthRig } from '#test/support/oauthRig.ts';

const pending = [400, { error: 'authorization_pending' }] as const;
const page = 'https://as.example/device';
const device = {
  device_code: 'device-one',
  user_code: 'WDJB-MJHT',
  verification_uri: page,
  expires_in: 60,
  interval: 0.2,
};

/** A server of RFC 8628 that answers as the test says. */
async function setUp(answer: object = device, options: Parameters<typeof oauthRig>[0] = {}) {
  const rig = await oauthRig({ now: () => heldAt, ...options });
  const polls: Record<string, string>[] = [];
  const bent = { poll: async (): Promise<readonly [status: number, body: object]> => pending };
  const server = await loopbackServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    response.setHeader('date', new Date(heldAt).toUTCString());
    const isPoll = request.url === '/token';
    if (isPoll) polls.push(Object.fromEntries(new URLSearchParams(text)));
    const [status, body] = isPoll ? await bent.poll() : [200, answer];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const urls = { deviceAuthorizationUrl: `${server.url}/device`, tokenUrl: `${server.url}/token` };
  const id = rig.connect({ grant: 'deviceCode', clientId: 'tv', clientAuth: 'none', ...urls });
  const codes = async () => (await rig.client.doctor({ connectionId: id })).findings.map(({ code }) => code);
  return { rig, id, polls, bent, server, codes, begin: (open = true) => rig.client.signIn({ connectionId: id, open }) };
}

describe('the page for the code of a device', () => {
  it.each<[what: string, answer: object, open: boolean, opensPages: boolean, opened: string[], isOpened: boolean]>([
    ['with the code in it', { verification_uri_complete: `${page}?c=1` }, true, true, [`${page}?c=1`], true],
    ['as it is', {}, true, true, [page], true],
    ['not asked for', {}, false, true, [], false],
    ['that no browser took', {}, true, false, [page], false],
    ['that is not safe', { verification_uri: 'http://as.example/device' }, true, true, [], false],
  ])('%s is opened or not', async (_what, more, open, opensPages, opened, isOpened) => {
    const { rig, begin } = await setUp({ ...device, ...more }, { opensPages });
    expect(await begin(open)).toMatchObject({
      ...{ status: 'waiting', userCode: 'WDJB-MJHT', opened: isOpened, expiresAt: heldAt + 60_000 },
      verificationUriComplete: 'verification_uri_complete' in more ? `${page}?c=1` : null,
    });
    expect(rig.opened).toEqual(opened);
  });

  it.each<[what: string, answer: object, finding: string]>([
    ['a refusal', { error: 'unauthorized_client', error_description: 'Not you' }, 'GRANT_UNSUPPORTED'],
    ['nothing in it', {}, 'MALFORMED_ANSWER'],
    ['no list of fields', [], 'MALFORMED_ANSWER'],
  ])('does not exist where the server answers with %s', async (_what, answer, finding) => {
    const { begin, codes, polls } = await setUp(answer);
    await expect(begin()).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
    expect([await codes(), polls]).toEqual([[finding], []]);
  });
});

describe('polling', () => {
  it('goes on until tokens come, and shows the code of the device to nobody', async () => {
    const { rig, id, polls, bent, begin, codes } = await setUp();
    bent.poll = async () =>
      polls.length === 1
        ? [400, { error: 'authorization_pending', error_description: 'device-one waits' }]
        : [200, { access_token: 'granted' }];
    expect(await rig.ended(await begin())).toMatchObject({ status: 'done' });
    expect(polls).toEqual([1, 2].map(() => expect.objectContaining({ device_code: 'device-one', client_id: 'tv' })));
    expect(JSON.stringify(await rig.client.doctor({ connectionId: id }))).not.toContain('device-one');
    expect(await codes()).toEqual(['ALL_WELL']);
  });

  it('ends with a refusal', async () => {
    const { rig, bent, begin, codes } = await setUp();
    bent.poll = async () => [400, { error: 'access_denied' }];
    expect(await rig.ended(await begin())).toMatchObject({ status: 'failed' });
    expect(await codes()).toEqual(['CONSENT_DENIED']);
  });

  it('ends with a cancel, and nothing is asked any more', async () => {
    const { rig, polls, server, begin } = await setUp();
    await rig.client.cancelSignIn({ id: (await begin()).id });
    await fetch(server.url);
    expect(polls).toEqual([]);
  });

  it('that is cancelled keeps the tokens that were on their way', async () => {
    const { rig, id, bent, begin } = await setUp();
    const asked = Promise.withResolvers<void>();
    const granted = Promise.withResolvers<readonly [number, object]>();
    bent.poll = () => {
      asked.resolve();
      return granted.promise;
    };
    const begun = await begin();
    await asked.promise;
    await rig.client.cancelSignIn({ id: begun.id });
    const stored = new Promise<void>((resolve) => rig.events.onEvent(() => resolve()));
    granted.resolve([200, { access_token: 'granted' }]);
    await stored;
    expect(await rig.fresh(id)).toBe('granted');
  });

  it('ends with the life of the code', async () => {
    const { rig, begin, codes } = await setUp({ ...device, expires_in: 0.01, interval: 60 });
    expect(await rig.ended(await begin())).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('in time'),
    });
    expect(await codes()).toEqual(['DEVICE_CODE_UNUSED']);
  });
});
