import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { heldAt } from '#test/support/oauthHeldTokens.ts';
import { type OAuthSettings, oauthRig } from '#test/support/oauthRig.ts';

const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

/** Half a second after a whole one, so that a Date header tells the difference to the millisecond. */
const now = heldAt + 500;
const signed = { clientAuth: 'private_key_jwt' } as const;
const secret = { clientAuth: 'client_secret_post' } as const;

/** RFC 7523 section 3: an assertion says when it was made. A refusal is tried once more where the server's clock turns out to differ. */
const cases: [
  what: string,
  Pick<OAuthSettings, 'clientAuth'>,
  status: number,
  body: object,
  aheadS: number,
  asked: number,
][] = [
  ['a client that is not known, by a clock that is ahead', signed, 401, { error: 'invalid_client' }, 21, 2],
  ['a client that is not known, by a clock that is behind', signed, 401, { error: 'invalid_client' }, -21, 2],
  ['a grant', signed, 400, { error: 'invalid_grant' }, 600, 2],
  ['a client without a word', signed, 401, {}, 600, 2],
  ['a client by a clock that is off by what anyone tolerates', signed, 401, { error: 'invalid_client' }, 20, 1],
  ['a scope', signed, 400, { error: 'invalid_scope' }, 600, 1],
  ['a client without an assertion', secret, 401, { error: 'invalid_client' }, 600, 1],
];

it.each(cases)('a refusal of %s is tried again or not', async (_what, client, status, body, aheadS, asked) => {
  const rig = await oauthRig({ now: () => now });
  const assertions: number[] = [];
  const server = await loopbackServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const claims = new URLSearchParams(text).get('client_assertion')?.split('.')[1] ?? '';
    assertions.push(claims === '' ? 0 : JSON.parse(Buffer.from(claims, 'base64url').toString()).iat);
    response.setHeader('date', new Date(heldAt + aheadS * 1_000).toUTCString());
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const settings = { grant: 'clientCredentials', clientId: 'robot', tokenUrl: `${server.url}/t`, ...client } as const;
  const id = rig.connect(settings, pem);
  expect(await rig.client.signIn({ connectionId: id })).toMatchObject({ status: 'failed' });
  expect(assertions).toHaveLength(asked);
  if (client === signed && asked === 2) expect((assertions[1] ?? 0) - (assertions[0] ?? 0)).toBeCloseTo(aheadS, -1);
  // What was learned counts from then on.
  await rig.client.signIn({ connectionId: id });
  expect(assertions).toHaveLength(asked + 1);
});
