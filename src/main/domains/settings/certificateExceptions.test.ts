import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { exchangeId } from '#contract/common.ts';
import { defaultSettings, networkChange } from '#contract/settings.ts';
import { httpsServer } from '#main/http/testServer.ts';
import { testConsole } from '#test/support/testConsole.ts';

test('a certificate that is accepted in the settings lets a request pass, and the history keeps the mark', async () => {
  const server = await httpsServer((_request, response) => response.end('hi'));
  onTestFinished(() => server.close());
  const { client } = await testConsole();
  const send = () =>
    client.requests.send({
      id: exchangeId.parse(randomUUID()),
      draft: {
        integrationId: null,
        operationKey: null,
        connectionId: null,
        method: 'GET',
        url: server.url,
        server: null,
        parameters: [],
        body: { kind: 'none' },
      },
    });
  const { fault } = await send();
  expect(fault).toMatchObject({ code: 'TLS_FAILED', kept: 'Nothing was sent.' });
  expect(fault?.todo).toContain('Settings, Network');
  const certificate = fault?.certificate ?? '';
  await client.settings.update({ network: { certificateExceptions: [certificate] } });
  // A change of one setting leaves the others alone.
  await client.settings.update({ network: { timeoutSeconds: 60 } });
  const sent = await send();
  expect(sent.response).toMatchObject({ status: 200, unverified: true });
  expect((await client.requests.get({ id: sent.id })).response?.unverified).toBe(true);
  await client.settings.update({ network: { certificateExceptions: [] } });
  expect((await send()).fault?.certificate).toBe(certificate);
  await expect(
    client.settings.update({ network: { certificateExceptions: ['localhost:443 any'] } }),
  ).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test.each(Object.entries({ ...defaultSettings.network, proxyPassword: null }))(
  'a change of %s names nothing else',
  (name, value) => {
    expect(networkChange.partial().parse({ [name]: value })).toEqual({ [name]: value });
  },
);
