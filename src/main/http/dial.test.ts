import { syncBuiltinESMExports } from 'node:module';
import { isIP } from 'node:net';
import tls from 'node:tls';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testAuthority, testRequest } from './testServer.ts';

const resolverOf = (addresses: readonly string[]) => async () => [...addresses];

/** A port of this machine at which nothing listens. */
async function closedPort(): Promise<number> {
  const server = await serve.tcp((socket) => socket.destroy());
  await server.close();
  return server.port;
}

test('tries all addresses, each once, the families in turn and that of the first one first (RFC 8305 section 4)', async () => {
  const port = await closedPort();
  const address = fc.oneof(
    fc.integer({ min: 1, max: 9 }).map((n) => `127.0.0.${n}`),
    fc.constant('::1'),
  );
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(address, { minLength: 1, maxLength: 5 }), async (addresses) => {
      const outbound = testOutbound({ resolver: resolverOf(addresses) });
      const fault = await faultOf(outbound.send(testRequest(`http://several.test:${port}/`)));
      const tried = (fault.data.tried ?? '').match(/127\.0\.0\.\d+|::1/g) ?? [];
      expect(tried.toSorted()).toEqual(addresses.toSorted());
      const firstFamily = isIP(addresses[0] ?? '');
      for (const family of [4, 6]) {
        const of = (list: readonly string[]) => list.filter((each) => isIP(each) === family);
        expect(of(tried)).toEqual(of(addresses));
      }
      const fewer = Math.min(...[4, 6].map((family) => addresses.filter((each) => isIP(each) === family).length));
      for (let at = 0; at < 2 * fewer; at += 1) expect(isIP(tried[at] ?? '') === firstFamily).toBe(at % 2 === 0);
    }),
    { numRuns: 15 },
  );
});

test.each(['default', 'system'] as const)('trusts the authorities that Node calls %s', async (trusted) => {
  const { getCACertificates } = tls;
  onTestFinished(() => {
    tls.getCACertificates = getCACertificates;
    syncBuiltinESMExports();
  });
  tls.getCACertificates = (kind) => (kind === trusted ? [testAuthority] : []);
  syncBuiltinESMExports();
  const server = await serve.https((_request, response) => response.end('ok'));
  expect((await testOutbound().send(testRequest(server.url))).status).toBe(200);
  tls.getCACertificates = () => [];
  syncBuiltinESMExports();
  expect(await faultOf(testOutbound().send(testRequest(server.url)))).toMatchObject({ code: 'TLS_FAILED' });
});
