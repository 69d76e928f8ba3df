import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { realProvider } from '#test/support/oauthProvider.ts';
import { oauthRig } from '#test/support/oauthRig.ts';

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
