import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { clockSkew } from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { realProvider } from '#test/support/oauthProvider.ts';
import { type OAuthSettings, oauthRig } from '#test/support/oauthRig.ts';
import { authenticateClient } from './clientIdentity.ts';

const pairOf = ({ headers }: Pick<IncomingMessage, 'headers'>) =>
  Buffer.from((headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();

const grant = { grant: 'clientCredentials', clientAuth: 'client_secret_basic' } as const;

/** A token endpoint that takes one pair, compared as it came. */
async function exactServer(pair: string, refusal: { status: number; body: string }) {
  return loopbackServer((request, response) => {
    const good = pairOf(request) === pair;
    const body = good ? '{"access_token":"a-token","token_type":"bearer"}' : refusal.body;
    response.writeHead(good ? 200 : refusal.status, { 'content-type': 'application/json' }).end(body);
  });
}

describe('the client’s secret in the header', () => {
  it.each([
    ['the characters that RFC 3986 leaves alone', 'my-app_1.example~2', 'a-b_c.d~e'],
    ['letters and digits', 'abc', 'Def123'],
  ])('stands there as it is with %s', async (_what, id, secret) => {
    const rig = await oauthRig();
    const server = await exactServer(`${id}:${secret}`, { status: 401, body: '{"error":"invalid_client"}' });
    const connection = rig.connect({ ...grant, clientId: id, tokenUrl: `${server.url}/t` }, secret);
    expect(await rig.fresh(connection)).toBe('a-token');
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['invalid_client', { status: 401, body: '{"error":"invalid_client"}' }],
    ['invalid_client with status 400', { status: 400, body: '{"error":"invalid_client"}' }],
    ['invalid_client with status 200', { status: 200, body: '{"error":"incorrect_client_credentials"}' }],
    ['a bare 401', { status: 401, body: '' }],
  ])('is sent unencoded where the server says %s, and so from then on', async (_what, refusal) => {
    const rig = await oauthRig();
    const server = await exactServer('app/1:p+s/w==%20é', refusal);
    const id = rig.connect({ ...grant, clientId: 'app/1', tokenUrl: `${server.url}/t` }, 'p+s/w==%20é');
    expect(await rig.fresh(id)).toBe('a-token');
    expect(server.requests.map(pairOf)).toEqual(['app%2F1:p%2Bs%2Fw%3D%3D%2520%C3%A9', 'app/1:p+s/w==%20é']);
    await rig.client.refresh({ connectionId: id });
    expect(server.requests).toHaveLength(3);
    expect((await rig.client.doctor({ connectionId: id })).findings.map(({ code }) => code)).toEqual(['ALL_WELL']);
  });

  it('is tried once more only, and not where the server refuses for another reason', async () => {
    const rig = await oauthRig();
    const wrong = await exactServer('never', { status: 401, body: '{"error":"invalid_client"}' });
    const id = rig.connect({ ...grant, clientId: 'a', tokenUrl: `${wrong.url}/t` }, 'x+y');
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
    expect(wrong.requests).toHaveLength(2);
    const scope = await exactServer('never', { status: 400, body: '{"error":"invalid_scope"}' });
    const other = rig.connect({ ...grant, clientId: 'a', tokenUrl: `${scope.url}/t` }, 'x+y');
    await expect(rig.fresh(other)).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
    expect(scope.requests).toHaveLength(1);
    expect(JSON.stringify(await rig.client.doctor({ connectionId: id }))).not.toMatch(/x\+y|x%2By/);
  });

  it('is found by a server that decodes it, at the first try', async () => {
    const rig = await oauthRig();
    const robot = {
      client_id: 'my-robot_1.x~y',
      client_secret: 'p-_.~+/=%&:!*()',
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    };
    const { issuer } = await realProvider([robot]);
    const id = rig.connect({ ...grant, clientId: robot.client_id, issuer }, robot.client_secret);
    expect((await rig.fresh(id)).length).toBeGreaterThan(20);
    const { steps } = await rig.client.doctor({ connectionId: id });
    expect(steps.filter(({ name }) => name === 'token')).toHaveLength(1);
  });
});

const keys = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  EdDSA: generateKeyPairSync('ed25519').privateKey,
};
const pemOf = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' }).toString();
const issuer = 'https://as.example';

/** What a request to `server` carries as the proof of a client with these settings. */
async function proofOf(settings: Partial<OAuthSettings>, secret: string | null, habits = {}, server = {}) {
  const config = oauthConfig.parse({ ...grant, clientId: 'app', ...settings });
  const known = {
    metadata: { issuer, token_endpoint: `${issuer}/t` },
    issuerKnown: true,
    foreignOrigins: [],
    ...server,
  };
  const { auth, identity, header } = await authenticateClient(config, known, secret, {
    skewMs: null,
    headerForm: null,
    ...habits,
  });
  const [body, headers] = [new URLSearchParams(), new Headers()];
  await auth(known.metadata, identity, body, headers);
  const parts = (body.get('client_assertion') ?? '').split('.', 2);
  const [head, claims] = parts.map((part) => JSON.parse((part && Buffer.from(part, 'base64url').toString()) || '{}'));
  return { form: Object.fromEntries(body), sent: Object.fromEntries(headers), head, claims, identity, header };
}

describe('the proof of a client (RFC 6749 section 2.3, RFC 7523 section 3)', () => {
  it('is nothing, a field, or a header', async () => {
    const none = await proofOf({ clientAuth: 'none' }, 'unused');
    expect([none.form, none.sent, none.header]).toEqual([{ client_id: 'app' }, {}, null]);
    const field = await proofOf({ clientAuth: 'client_secret_post' }, 's+1');
    expect([field.form, field.sent, field.header]).toEqual([{ client_id: 'app', client_secret: 's+1' }, {}, null]);
    const inHeader = await proofOf({ clientAuth: 'client_secret_basic' }, "s+!'()*");
    const pair = Buffer.from('app:s%2B%21%27%28%29%2A').toString('base64');
    expect([inHeader.form, inHeader.sent]).toEqual([{}, { authorization: `Basic ${pair}` }]);
    expect(inHeader.header?.form()).toBe('encoded');
  });

  it('begins with the form that the server took last', async () => {
    const { sent, header } = await proofOf({}, 's+1', { headerForm: 'plain' });
    expect(sent.authorization).toBe(`Basic ${Buffer.from('app:s+1').toString('base64')}`);
    expect(header?.form()).toBe('plain');
  });

  it.each(['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const)(
    'by %s says what is missing, also where that is empty',
    async (clientAuth) => {
      const what = clientAuth === 'private_key_jwt' ? 'private key' : 'client secret';
      for (const secret of [null, ''])
        await expect(proofOf({ clientAuth }, secret)).rejects.toMatchObject({
          code: 'CONFIG_INVALID',
          message: `The ${what} is missing.`,
          data: { field: 'secret' },
        });
    },
  );

  it.each([
    ['RS256', null, 'RS256'],
    ['RS256', 'PS256', 'PS256'],
    ['ES256', null, 'ES256'],
    ['EdDSA', null, 'EdDSA'],
  ] as const)('with a key for %s and the setting %j is signed by %s', async (key, keyAlgorithm, alg) => {
    const settings = { clientAuth: 'private_key_jwt', keyAlgorithm, keyId: 'k1' } as const;
    const jwk = ` ${JSON.stringify(keys[key].export({ format: 'jwk' }))}`;
    for (const secret of [pemOf(keys[key]), `\n${pemOf(keys[key])}\n`, jwk]) {
      const { head, claims } = await proofOf(settings, secret);
      expect(head).toEqual({ alg, kid: 'k1' });
      expect(claims).toMatchObject({ iss: 'app', sub: 'app', aud: issuer, jti: expect.any(String) });
    }
    expect((await proofOf({ ...settings, keyId: null }, pemOf(keys[key]))).head).toEqual({ alg });
  });

  it.each([
    ['text that is no key', 'no key', null],
    ['an algorithm that it does not fit', pemOf(keys.RS256), 'ES256'],
    ['half a JWK', '{"kty":"RSA"', null],
  ] as const)('with %s says so', async (_what, secret, keyAlgorithm) => {
    await expect(proofOf({ clientAuth: 'private_key_jwt', keyAlgorithm }, secret)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'The private key cannot be used.',
      data: { field: 'secret' },
    });
  });

  it('is for the issuer, or for the token endpoint where that is all that is known for sure', async () => {
    const settings = { clientAuth: 'private_key_jwt', tokenUrl: 'https://hand.example/t' } as const;
    const aud = async (server: object, more = {}) =>
      (await proofOf({ ...settings, ...more }, pemOf(keys.EdDSA), {}, server)).claims.aud;
    expect(await aud({})).toBe(issuer);
    expect(await aud({ issuerKnown: false })).toBe('https://hand.example/t');
    expect(await aud({ issuerKnown: false }, { tokenUrl: null })).toBe(issuer);
    const template = { issuer: 'https://login.example/{tenantid}', token_endpoint: 'https://login.example/common/t' };
    expect(await aud({ metadata: template })).toBe('https://login.example/common/t');
  });

  it('is made by the server’s clock, in whole seconds', async () => {
    const { identity, claims } = await proofOf({ clientAuth: 'private_key_jwt' }, pemOf(keys.EdDSA), {
      skewMs: 90_600,
    });
    expect(identity).toEqual({ client_id: 'app', [clockSkew]: 91 });
    expect(Math.abs(claims.iat - Date.now() / 1_000 - 91)).toBeLessThan(5);
    expect((await proofOf({ clientAuth: 'none' }, null)).identity[clockSkew]).toBe(0);
  });
});
