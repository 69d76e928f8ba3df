import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { oauthConfig } from '#contract/oauthConfig.ts';
import type { TokenSource } from '#main/domains/connections/index.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { connect, signing } from '#test/support/makeConnection.ts';
import { draftOf, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { composeRequest } from './compose.ts';
import { sendRequest } from './send.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('a digest challenge is answered with the path and query that go out, and nothing kept shows the password', async () => {
  const rig = await requestsRig();
  const server = await loopbackServer((request, response) => {
    const header = request.headers.authorization ?? '';
    const value = (name: string) => new RegExp(`[ ,]${name}="?([^",]+)`).exec(header)?.[1] ?? '';
    const ha1 = sha256('ada.lovelace:r:canary-password-1');
    const words = [ha1, 'n', '00000001', value('cnonce'), 'auth', sha256(`GET:${request.url}`)];
    if (value('response') === sha256(words.join(':'))) return response.end(`hello ada.lovelace ${value('response')}`);
    response.writeHead(401, { 'WWW-Authenticate': 'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256' }).end();
  });
  const credential = { kind: 'digest', secret: 'canary-password-1', username: 'ada.lovelace' } as const;
  const { integrationId, connectionId } = connect(rig, server.url, credential);
  const draft = draftOf({ integrationId, connectionId, url: '/a%20b?q=1' });
  const shown = await composeRequest(rig.requests, rig.admin, draft);
  expect(shown.headers).toContainEqual({ name: 'Authorization', value: expect.stringContaining('••••') });
  const sent = await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
  expect(sent.response?.status).toBe(200);
  expect(server.requests.map(({ url }) => url)).toEqual(['/a%20b?q=1', '/a%20b?q=1']);
  expect(JSON.stringify([sent, rig.happenings])).not.toMatch(/canary|ada\.lovelace/);
});

test('a signature covers the body that goes out', async () => {
  const rig = await requestsRig();
  const server = await loopbackServer((_request, response) => response.end('{}'));
  const { integrationId, connectionId } = connect(rig, server.url, signing);
  const body = { kind: 'text', mediaType: 'text/plain', text: 'body of mine' } as const;
  const draft = draftOf({ integrationId, connectionId, url: '/object', method: 'PUT', body });
  const sent = await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
  const headers = server.requests[0]?.headers;
  expect(headers?.['x-amz-content-sha256']).toBe(sha256('body of mine'));
  expect(headers?.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/s3\/aws4_request, /,
  );
  expect(headers?.authorization).toContain('SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date,');
  expect(JSON.stringify([sent, rig.happenings])).not.toContain('canary');
});

test('a token that the API refuses is renewed once, and the request goes out again with it', async () => {
  const rig = await requestsRig();
  const server = await loopbackServer((request, response) => {
    response.writeHead(request.headers.authorization === 'Bearer canary-token-2' ? 201 : 401).end();
  });
  let generation = 1;
  const tokens: TokenSource = {
    fresh: async () => ({ accessToken: `canary-token-${generation}` }),
    refused: async () => {
      generation += 1;
      return 'retry';
    },
    stateOf: () => null,
    forget: () => false,
  };
  const config = { kind: 'oauth2', oauth: robot } as const;
  const client = { kind: 'oauth2', secret: 'canary-client', config } as const;
  const { integrationId, connectionId } = connect(rig, server.url, client);
  const body = { kind: 'text', mediaType: 'text/plain', text: 'once' } as const;
  const draft = draftOf({ integrationId, connectionId, url: '/', method: 'POST', body });
  const sent = await sendRequest({ ...rig.requests, tokens }, rig.admin, { id: newExchangeId(), draft });
  expect(sent.response?.status).toBe(201);
  expect(server.requests).toHaveLength(2);
  expect(JSON.stringify([sent, rig.happenings])).not.toContain('canary');
});

const robot = oauthConfig.parse({
  grant: 'clientCredentials',
  clientId: 'robot',
  clientAuth: 'client_secret_basic',
  tokenUrl: 'http://127.0.0.1:9/token',
});
