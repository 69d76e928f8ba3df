import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { SignInState } from '#contract/oauth.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { heldAt } from '#test/support/oauthHeldTokens.ts';
import { type OAuthSettings, oauthRig } from '#test/support/oauthRig.ts';

/** A sign-in that waits, at a server whose token endpoint answers when the test says so. */
async function waiting(settings: Partial<OAuthSettings> = {}) {
  const rig = await oauthRig({ now: () => heldAt });
  const asked = Promise.withResolvers<void>();
  const granted = Promise.withResolvers<void>();
  const server = await loopbackServer(async (_request, response) => {
    asked.resolve();
    await granted.promise;
    response.setHeader('content-type', 'application/json').end('{"access_token":"granted-token"}');
  });
  const base = { grant: 'authorizationCode', clientId: 'desk', clientAuth: 'none' } as const;
  const urls = { authorizationUrl: 'https://as.example/a', tokenUrl: `${server.url}/token` };
  const id = rig.connect({ ...base, ...urls, ...settings });
  const begun = await rig.client.signIn({ connectionId: id, open: false });
  const state = new URL(begun.authorizationUrl ?? '').searchParams.get('state') ?? '';
  return {
    ...{ rig, id, begun, state, server, asked: asked.promise, grant: granted.resolve },
    view: () => rig.client.signInState({ id: begun.id }),
    steps: () => rig.signIns.find(begun.id)?.recorder.steps() ?? [],
  };
}

const visit = async ({ redirectUri }: SignInState, query: string) => {
  const page = await fetch(`${redirectUri}${query}`);
  return { status: page.status, text: await page.text(), headers: page.headers };
};

/** As a page of another name for this machine would ask. */
const statusFor = (address: string, { method = 'GET', host = new URL(address).host }) =>
  new Promise<number | undefined>((resolve, reject) => {
    const sent = request(address, { method, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });

const digest = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('the address that waits for an answer', () => {
  it('is for its exact host, method and path alone', async () => {
    const { begun, view } = await waiting();
    const here = begun.redirectUri ?? '';
    const { port } = new URL(here);
    expect(await statusFor(`${here}?code=x`, { host: `localhost:${port}` })).toBe(421);
    expect(await statusFor(`${here}?code=x`, { host: '127.0.0.1' })).toBe(421);
    expect(await statusFor(`${here}?code=x`, { method: 'HEAD' })).toBe(405);
    expect(await statusFor(`${here}/?code=x`, {})).toBe(404);
    expect(await statusFor(`http://127.0.0.1:${port}/?code=x`, {})).toBe(404);
    expect(await statusFor(`${here}?code=x`, {})).toBe(400);
    expect(await view()).toMatchObject({ status: 'waiting', expiresAt: heldAt + 20_000 });
  });

  it.each([
    ['authorizationCode', '?state=another', 400],
    ['implicit', '', 200],
  ] as const)(
    'sends with %s pages that run nothing but what is in them, and stay nowhere',
    async (grant, query, status) => {
      const { begun } = await waiting({ grant });
      const page = await visit(begun, query);
      expect(page.status).toBe(status);
      expect(Object.fromEntries(page.headers)).toMatchObject({
        ...{
          'content-type': 'text/html; charset=utf-8',
          'cache-control': 'no-store',
          'referrer-policy': 'no-referrer',
        },
        ...{ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', connection: 'close' },
        'cross-origin-opener-policy': 'same-origin',
      });
      const policy = (page.headers.get('content-security-policy') ?? '').split('; ');
      const inside = (tag: string) => new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(page.text)?.[1];
      expect(policy).toEqual(
        expect.arrayContaining([
          "default-src 'none'",
          `style-src ${digest(inside('style'))}`,
          "frame-ancestors 'none'",
        ]),
      );
      const scripts = policy.find((rule) => rule.startsWith('script-src'));
      if (grant === 'implicit') expect(scripts).toBe(`script-src ${digest(inside('script'))}`);
      else expect(page.text).not.toContain('<script');
      expect(inside('title')).toMatch(/ · Patchbay$/);
    },
  );
});

/** RFC 6749 section 10.12: what has not the state ends nothing. What the page and the doctor say of it. */
const strange: [what: string, query: string, page: string, code: string, error: string][] = [
  ['another state', '?code=c&state=x', 'does not belong', 'STATE_MISMATCH', 'The answer had another state.'],
  [
    'no state',
    '?code=c',
    'The answer had no state. The sign-in still waits',
    'STATE_MISSING',
    'The answer had no state.',
  ],
  ['an empty state', '?code=c&state=', 'had no state', 'STATE_MISSING', 'The answer had no state.'],
  ['nothing', '', 'had no state', 'STATE_MISSING', 'The answer had no state.'],
  ['a refusal', '?error=bad_client', 'bad_client (an answer', 'bad_client', 'bad_client (an answer without a state)'],
  ['words', '?error=bad&error_description=Wh%26y', 'Wh&amp;y (an', 'bad', 'Wh&y (an answer without a state)'],
  [
    'its code in words',
    '?error=bad&code=c0de&error_description=c0de',
    'c0de',
    'bad',
    '•••• (an answer without a state)',
  ],
  [
    'a token in words',
    '?error=bad&error_description=abcDEF0123456789abcDEF01',
    '•••',
    'bad',
    '••• (an answer without a state)',
  ],
  [
    'endless words',
    `?error=${'b'.repeat(300)}&error_description=${'w '.repeat(400)}`,
    'w w',
    'b'.repeat(200),
    `${'w '.repeat(250)} (an answer without a state)`,
  ],
];

it.each(strange)('an answer with %s does not end the sign-in, and is told', async (_what, query, text, code, error) => {
  const { begun, steps, view } = await waiting();
  const page = await visit(begun, query);
  expect([page.status, page.text]).toEqual([400, expect.stringContaining(text)]);
  await visit(begun, query);
  expect(steps().map((step) => [step.name, step.method, step.code, step.error])).toEqual([
    ['authorization', 'GET', null, null],
    ['redirect', 'GET', code, error],
  ]);
  await visit(begun, '?code=c&state=y');
  expect(steps().at(-1)?.code).toBe('STATE_MISMATCH');
  expect(await view()).toMatchObject({ status: 'waiting' });
});

describe('an answer that comes in the middle', () => {
  it('of redeeming another changes nothing, and the one that is redeemed counts, though a person cancelled', async () => {
    const { rig, id, begun, state, asked, grant, server, view } = await waiting();
    const first = visit(begun, `?code=c&state=${state}`);
    await asked;
    expect(await view()).toMatchObject({ status: 'exchanging' });
    const second = await visit(begun, `?code=d&state=${state}`);
    expect([second.status, second.text]).toEqual([200, expect.stringContaining('Already signed in here')]);
    await rig.client.cancelSignIn({ id: begun.id });
    grant();
    expect(await first).toMatchObject({ status: 200, text: expect.stringContaining('Signed in') });
    expect(await rig.fresh(id)).toBe('granted-token');
    expect(server.requests).toHaveLength(1);
  });
});

describe('a page for a person', () => {
  it.each([
    ['https://as.example/a', true, ['https://as.example/a']],
    ['https://as.example/a', false, []],
    ['http://10.0.0.1/a', true, []],
    ['http://127.0.0.1:9/a', true, ['http://127.0.0.1:9/a']],
  ])('at %s is opened where it is one, and where that is asked for: %s', async (authorizationUrl, open, opened) => {
    const rig = await oauthRig();
    const settings = { grant: 'implicit', clientId: 'a', clientAuth: 'none', authorizationUrl } as const;
    const begun = await rig.client.signIn({ connectionId: rig.connect(settings), open });
    expect(rig.opened.map((address) => address.split('?')[0])).toEqual(opened);
    expect(begun.opened).toBe(opened.length > 0);
  });

  it('escapes what a server says', async () => {
    const { begun } = await waiting();
    const said = encodeURIComponent(`<b a="1" c='2'>&`);
    expect((await visit(begun, `?error=bad&error_description=${said}`)).text).toContain(
      '&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;',
    );
  });
});

/** RFC 8252 section 7.1: what a link may look like, and what it may not. */
it.each<[what: string, link: (state: string) => string, taken: boolean]>([
  ['a query', (state) => `patchbay://oauth/callback?access_token=t&state=${state}`, true],
  ['a fragment', (state) => `patchbay://oauth/callback#access_token=t&state=${state}`, true],
  ['both', (state) => `patchbay://oauth/callback?state=${state}#access_token=t`, true],
  ['a slash', (state) => `patchbay://oauth/callback/?access_token=t&state=${state}`, true],
  [
    'all that it may hold',
    (state) => `patchbay://oauth/callback?access_token=t&state=${state}&x=`.padEnd(8_192, 'y'),
    true,
  ],
  ['more', (state) => `patchbay://oauth/callback?access_token=t&state=${state}&x=`.padEnd(8_193, 'y'), false],
  ['two slashes', (state) => `patchbay://oauth/callback//?access_token=t&state=${state}`, false],
  ['a longer name', (state) => `patchbay://oauth/callbacks?access_token=t&state=${state}`, false],
  ['another scheme', (state) => `other://oauth/callback?access_token=t&state=${state}`, false],
  ['another state', () => 'patchbay://oauth/callback?access_token=t&state=x', false],
  ['no state', () => 'patchbay://oauth/callback?access_token=t', false],
  ['nothing', () => 'patchbay://oauth/callback', false],
])('a link with %s is taken or not', async (_what, link, taken) => {
  const { rig, begun, state } = await waiting({ grant: 'implicit', redirect: { kind: 'scheme' } });
  expect(begun).toMatchObject({ redirectUri: 'patchbay://oauth/callback' });
  expect(await rig.finishSignIn(link(state))).toBe(taken);
  expect(rig.signIns.find(begun.id)?.view().status).toBe(taken ? 'done' : 'waiting');
});
