import { describe, expect, test } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { draftOf, filesWith, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { composeRequest } from './compose.ts';
import { readBody } from './responseBody.ts';
import { sendRequest } from './send.ts';

const canary = 'k4Vq-canary-7f3a';

const definition = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: 'http://127.0.0.1' }],
  components: { securitySchemes: { shop: { type: 'apiKey', in: 'header', name: 'X-Shop-Pass-Through' } } },
  paths: {
    '/login': {
      post: {
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { door: { type: 'string', format: 'password' }, lid: { type: 'string', writeOnly: true } },
              },
            },
          },
        },
        responses: {},
      },
    },
  },
};

/** Answers with the body and the headers that it was sent. */
async function echo() {
  const bodies: string[] = [];
  const server = await loopbackServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      bodies.push(body);
      response.end(JSON.stringify({ headers: request.headers, body }));
    });
  });
  return { ...server, bodies };
}

describe('a secret that was typed by hand', () => {
  test('goes out as it is, and stays nowhere: neither by its name nor where the definition declares it', async () => {
    const rig = await requestsRig();
    const server = await echo();
    const integrationId = rig.integrate({ baseUrl: server.url, manualAuth: { kind: 'none' } });
    rig.define(integrationId, definition);
    const text = JSON.stringify({ door: canary, lid: `${canary}2`, password: `${canary}3`, max_tokens: 256 });
    const draft = draftOf({
      integrationId,
      operationKey: 'POST /login',
      method: 'POST',
      url: `/login?sig=${canary}4&page_token=CAEQAA7f3a9c1b2d`,
      parameters: [
        { name: 'X-Shop-Pass-Through', in: 'header', value: `${canary}5` },
        { name: 'x-functions-key', in: 'header', value: `${canary}6` },
        { name: 'lang', in: 'cookie', value: 'english' },
      ],
      body: { kind: 'text', mediaType: 'application/json', text },
    });
    const sent = await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
    expect(server.bodies).toEqual([text]);
    expect(server.requests[0]?.headers['x-shop-pass-through']).toBe(`${canary}5`);
    const { data } = await readBody(rig.requests, rig.admin, { id: sent.id, offset: 0, length: 100_000, as: 'text' });
    expect(JSON.stringify([sent, data, rig.happenings])).not.toContain('canary');
    expect(filesWith(rig.folder, 'canary')).toEqual([]);
    expect(data).toContain('lang=english');
    expect(sent.url).toContain('page_token=CAEQAA7f3a9c1b2d');
    expect(sent.draft.body).toMatchObject({
      text: '{"door":"••••","lid":"••••","password":"••••","max_tokens":256}',
    });
    const again = await composeRequest(rig.requests, rig.admin, sent.draft);
    const wrong = again.problems.filter(({ severity }) => severity === 'error').map(({ field }) => field);
    expect([...new Set(wrong)].sort()).toEqual(['X-Shop-Pass-Through', 'body', 'url', 'x-functions-key']);
  });

  test('travels to no other origin, however short it is', async () => {
    const rig = await requestsRig();
    const other = await echo();
    const server = await loopbackServer((_request, response) => {
      response.writeHead(307, { location: `${other.url}/there` }).end();
    });
    for (const body of [
      { kind: 'text' as const, mediaType: 'application/json', text: '{"password":"abc"}' },
      { kind: 'text' as const, mediaType: 'application/xml', text: '<a><password>abc</password></a>' },
      {
        kind: 'form' as const,
        mediaType: 'application/x-www-form-urlencoded' as const,
        fields: [{ name: 'pwd', value: 'abc' }],
      },
    ]) {
      const draft = draftOf({ method: 'POST', url: server.url, body });
      const sent = await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
      expect(sent.fault).toMatchObject({ code: 'REDIRECT_REFUSED' });
    }
    expect(other.requests).toEqual([]);
  });
});

test('what only looks like one by its name comes back as it was typed, and the answer as it was sent', async () => {
  const rig = await requestsRig();
  const server = await echo();
  const text =
    '{"token":"hello","key":"created_at","sort_key":"name","session_id":"550e8400-e29b-41d4-a716-446655440000"}';
  const draft = draftOf({
    method: 'POST',
    url: `${server.url}/{session_id}?token=next&key=name`,
    parameters: [
      { name: 'session_id', in: 'path', value: '550e8400-e29b-41d4-a716-446655440000' },
      { name: 'max_tokens', in: 'query', value: 4096 },
      { name: 'Cookie', in: 'header', value: 'lang=english; theme=dark' },
    ],
    body: { kind: 'text', mediaType: 'application/json', text },
  });
  const sent = await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
  const { data } = await readBody(rig.requests, rig.admin, { id: sent.id, offset: 0, length: 100_000, as: 'text' });
  expect(sent.draft).toEqual(draft);
  expect(JSON.parse(data)).toMatchObject({ headers: { cookie: 'lang=english; theme=dark' }, body: text });
  expect(JSON.stringify([sent, data])).not.toContain('••••');
});
