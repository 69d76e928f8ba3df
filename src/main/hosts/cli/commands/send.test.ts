import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import type { SentRequest } from '#contract/requests.ts';
import { httpsServer } from '#main/http/testServer.ts';
import { commandRig, pipeIn, said } from '#test/support/commandRig.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { ok } from '#test/support/definitionDocuments.ts';
import { draftOf } from '#test/support/requestsRig.ts';
import { NeedsOwnConsole } from '../commandConsole.ts';
import { importDefinition } from './integrations.ts';
import { type SendOptions, send, sendSaved } from './send.ts';

const big = Buffer.from(Uint8Array.from({ length: 3_000_001 }, (_, at) => at % 251));

/** An integration `echo`, one operation of which needs a key, and a server that answers by the path. */
async function rig() {
  const rig = await commandRig();
  const server = await loopbackServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0];
    response.setHeader('x-path', path ?? '');
    if (path === '/broken')
      return void response.writeHead(200, { 'content-length': '9' }).write('{}', () => response.destroy());
    if (path === '/status/404') return void response.writeHead(404).end('{"no":1}');
    if (path === '/bytes') return void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(big);
    if (path === '/trailers') {
      response.writeHead(200, { 'content-type': 'text/plain', trailer: 'x-end' });
      response.addTrailers({ 'x-end': 'whole' });
      return void response.end('text');
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  });
  const get = (operation: object = {}) => ({ get: { ...ok, ...operation } });
  const parameters = [
    { name: 'q', in: 'query', schema: {} },
    { name: 'X-H', in: 'header', schema: {} },
    { name: 'both', in: 'query', schema: {} },
    { name: 'both', in: 'header', schema: {} },
  ];
  const document = {
    openapi: '3.1.0',
    info: { title: 'Echo', version: '1' },
    servers: [{ url: server.url }, { url: 'http://{host}', variables: { host: { default: 'unset.invalid' } } }],
    security: [{ key: [] }],
    paths: {
      '/open': get({ security: [], parameters }),
      '/items/{id}': get({ security: [], parameters: [{ name: 'id', in: 'path', required: true, schema: {} }] }),
      '/keyed': get(),
      '/status/404': get({ security: [] }),
      '/broken': get({ security: [] }),
      '/bytes': get({ security: [] }),
      '/trailers': get({ security: [] }),
    },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  };
  pipeIn(JSON.stringify(document));
  const integration = await importDefinition(rig.client, said(), '-', { name: 'echo' });
  return {
    ...rig,
    integration,
    server,
    connect: (name: string) =>
      rig.client.connections.create({
        ...{ integrationId: integration.id, name, kind: 'apiKey', schemeKey: 'key', visibility: 'team' },
        secret: `secret-of-${name}-4711`,
        allowedHosts: [server.host],
      }),
    send: (operation: string, options: SendOptions = {}) => send(rig.own, rig.output, 'echo', operation, options),
    paths: () => server.requests.map(({ url }) => url),
  };
}

test('parameters go where the operation declares them, or where they say; what is none is refused', async () => {
  const { send, server } = await rig();
  await send('GET /open', { param: ['q=a=b', 'X-H=h', 'query:more=', 'header:X-More=1', 'cookie:c=2'] });
  const [{ url, headers } = { url: '', headers: {} }] = server.requests;
  expect(url).toBe('/open?q=a%3Db&more=');
  expect(headers).toMatchObject({ 'x-h': 'h', 'x-more': '1', cookie: 'c=2' });
  await send('GET /open', { param: ['header:both=h', 'query:both=q'] });
  expect(server.requests[1]).toMatchObject({ url: '/open?both=q', headers: { both: 'h' } });
  await send('GET /items/{id}', { param: ['id=a/b c'] });
  expect(server.requests[2]?.url).toBe('/items/a%2Fb%20c');
  await send('GET /open', {
    param: ['q=two\nlines'],
    baseUrl: 'http://{host}',
    serverVariable: [`host=${server.host}`],
  });
  expect(server.requests[3]?.url).toBe('/open?q=two%0Alines');
  const refused: [SendOptions, string][] = [
    [{ param: ['q'] }, 'q is not name=value.'],
    [{ param: ['=1'] }, '=1 is not name=value.'],
    [{ param: ['more=1'] }, 'GET /open has no parameter more; write query:more=… to send it all the same.'],
    [{ serverVariable: ['host'] }, 'host is not name=value.'],
    [{ serverVariable: ['=x'] }, '=x is not name=value.'],
  ];
  for (const [options, message] of refused)
    await expect(send('GET /open', options), message).rejects.toMatchObject({
      code: 'USAGE',
      message,
      data: { kept: 'Nothing was sent.' },
    });
  expect(server.requests).toHaveLength(4);
});

test('the exit code says how the server answered, and the lines what came', async () => {
  const { send, output } = await rig();
  const ended = async (operation: string, options: SendOptions = {}) => {
    output.lines.length = 0;
    await send(operation, options);
    return process.exitCode;
  };
  expect(await ended('GET /open')).toBe(0);
  expect(output.lines[0]).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/open$/);
  expect(output.lines[1]).toMatch(/^200 OK · \d+ ms · 11 bytes · /);
  expect(output.lines).toContain('x-path: /open');
  expect(output.lines.slice(-2)).toEqual(['', '{"ok":true}']);
  expect(await ended('GET /status/404')).toBe(7);
  expect(output.lines[1]).toMatch(/^404 Not Found /);
  expect(await ended('GET /broken')).toBe(8);
  expect(output.lines.join('\n')).toContain('{}');
  expect(await ended('GET /trailers')).toBe(0);
  expect(output.lines.slice(-3)).toEqual(['text', '', 'x-end: whole']);
  expect(await ended('GET /open', { baseUrl: 'http://127.0.0.1:1' })).toBe(8);
  expect(output.lines[0]).toBe('GET http://127.0.0.1:1/open');
  expect(output.lines).toHaveLength(3);

  // Bytes come whole, in base64 without a seam.
  output.values.length = 0;
  await send('GET /bytes');
  const { body } = output.values[0] as { body: string };
  expect(Buffer.from(body, 'base64').equals(big)).toBe(true);
  expect(body.slice(0, -4)).not.toContain('=');
});

test('the connection is the one that is named, else the default one, and stays at home where none is needed', async () => {
  const { send, connect, server, output } = await rig();
  const keyOf = async (operation: string, options: SendOptions = {}) => {
    await send(operation, options);
    return server.requests.at(-1)?.headers['x-key'];
  };
  expect(await keyOf('GET /keyed')).toBeUndefined();
  await connect('one');
  await connect('two');
  expect(await keyOf('GET /keyed')).toBe('secret-of-one-4711');
  expect(await keyOf('GET /keyed', { connection: 'TWO' })).toBe('secret-of-two-4711');
  expect(await keyOf('GET /keyed', { connection: false })).toBeUndefined();
  await expect(send('GET /keyed', { connection: 'three' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(output.notes).toEqual([]);
  expect(await keyOf('GET /open')).toBeUndefined();
  expect(output.notes).toEqual([
    'GET /open needs no credentials, so none are sent; --connection sends one all the same.',
  ]);
  expect(await keyOf('GET /open', { connection: 'one' })).toBe('secret-of-one-4711');
  expect(output.notes).toHaveLength(1);
});

test('a secret goes to another host only where that is confirmed, and never out of a locked vault', async () => {
  const { send: sendOwn, shared, output, connect, client, server } = await rig();
  const other = await loopbackServer((_request, response) => response.end('{}'));
  await connect('one');
  await expect(sendOwn('GET /keyed', { baseUrl: other.url })).rejects.toMatchObject({ code: 'HOST_REFUSED' });
  expect(other.requests).toEqual([]);
  await sendOwn('GET /keyed', { baseUrl: other.url, confirmHost: other.host });
  expect(other.requests[0]?.headers['x-key']).toBe('secret-of-one-4711');
  await expect(sendOwn('GET /keyed', { baseUrl: other.url })).rejects.toMatchObject({ code: 'HOST_REFUSED' });

  // A shared console is not asked to open its vault: the command begins again on one of its own, with all of its stdin.
  await client.vault.setUp({ method: 'passphrase', passphrase: 'correct horse battery staple' });
  await client.vault.lock();
  pipeIn('{}');
  await expect(send(shared, output, 'echo', 'GET /keyed', { body: '-' })).rejects.toBeInstanceOf(NeedsOwnConsole);
  expect([process.stdin.readableEnded, server.requests]).toEqual([false, []]);
  await send(shared, output, 'echo', 'GET /keyed', { connection: false });
  expect(server.requests).toHaveLength(1);
});

test('an operation is found by its key or its id, and by nothing that only begins so', async () => {
  const { send, paths } = await rig();
  for (const wanted of ['GET /open', 'get /open']) await send(wanted);
  expect(paths()).toEqual(['/open', '/open']);
  for (const wanted of ['GET /ope', '/open', 'POST /open', 'open'])
    await expect(send(wanted)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `echo has no operation ${wanted}.`,
    });
});

test('a saved request is sent as it is, with its own connection or another one', async () => {
  const { own, output, client, connect, server, integration } = await rig();
  const { id: connectionId } = await connect('one');
  await connect('two');
  const draft = draftOf({ integrationId: integration.id, connectionId, url: `${server.url}/saved?a=1` });
  await client.collections.save({ name: 'Daily', draft });
  await client.collections.save({ name: 'Loose', draft: draftOf({ url: `${server.url}/loose` }) });
  const sent = async (name: string, options: SendOptions = {}) => {
    await sendSaved(own, output, name, options);
    const last = server.requests.at(-1);
    return [last?.url, last?.headers['x-key']];
  };
  expect(await sent('daily')).toEqual(['/saved?a=1', 'secret-of-one-4711']);
  expect(await sent('DAILY', { connection: 'two' })).toEqual(['/saved?a=1', 'secret-of-two-4711']);
  expect(await sent('daily', { connection: false })).toEqual(['/saved?a=1', undefined]);
  expect(await sent('Loose')).toEqual(['/loose', undefined]);
  const before = server.requests.length;
  await expect(sent('Loose', { connection: 'one' })).rejects.toMatchObject({ code: 'USAGE' });
  await expect(sent('Weekly')).rejects.toMatchObject({ code: 'NOT_FOUND', data: { todo: 'See patchbay saved list.' } });
  await expect(sent(randomUUID())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(server.requests).toHaveLength(before);
});

test('a certificate that is not trusted is accepted where it is the one that is named, however it is written', async () => {
  const server = await httpsServer((_request, response) => response.end('{}'));
  onTestFinished(() => server.close());
  const { send, client, output } = await rig();
  const sent = (acceptCertificate?: string): Promise<SentRequest> =>
    send('GET /keyed', { baseUrl: server.url, ...(acceptCertificate === undefined ? {} : { acceptCertificate }) });
  const exceptions = async () => (await client.settings.get()).network.certificateExceptions;
  const [place = '', fingerprint = ''] = ((await sent()).fault?.certificate ?? '').split(' ');
  expect(fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(output.lines).toContain(
    `If the owner of ${place} confirms it, --accept-certificate ${fingerprint} accepts it and sends again.`,
  );

  for (const given of ['AB'.repeat(32), fingerprint.slice(0, 2), '']) {
    expect((await sent(given)).response).toBeNull();
    expect([process.exitCode, output.notes.splice(0), await exceptions()]).toEqual([
      8,
      [`${place} showed another certificate than the one that --accept-certificate names.`],
      [],
    ]);
  }

  const other = `other.example:443 ${'AB:'.repeat(31)}AB`;
  await client.settings.update({ network: { certificateExceptions: [other] } });
  expect((await sent(fingerprint.replaceAll(':', ' ').toLowerCase())).response?.status).toBe(200);
  expect([process.exitCode, output.notes.splice(0)]).toEqual([
    0,
    [`The certificate of ${place} is accepted from now on; Settings, Network lists it.`],
  ]);
  expect(await exceptions()).toEqual([other, `${place} ${fingerprint}`]);
  // Nothing is left to accept.
  expect((await sent('AB'.repeat(32))).response?.status).toBe(200);
  expect(output.notes).toEqual([]);
});
