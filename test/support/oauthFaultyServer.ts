import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { OAuth2Issuer, OAuth2Service } from 'oauth2-mock-server';
import { onTestFinished } from 'vitest';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** One token request as it came. */
export interface TokenCall {
  readonly grant: string;
  readonly form: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

/**
 * A lenient authorization server on loopback whose answers a test can bend: other fields, another clock, or something else
 * altogether. Refresh tokens are handed out once and counted.
 */
export async function faultyServer() {
  const issuer = new OAuth2Issuer();
  await issuer.keys.generate('ES256');
  const service = new OAuth2Service(issuer);
  const calls: TokenCall[] = [];
  const bent = { clockMs: null as number | null, token: null as Answer | null, all: null as Answer | null };
  const server = createServer((request, response) => {
    if (bent.clockMs !== null) response.setHeader('date', new Date(Date.now() + bent.clockMs).toUTCString());
    if (bent.all !== null) return bent.all(request, response);
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/token' && bent.token !== null) return bent.token(request, response);
    return service.requestHandler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen');
  const url = `http://127.0.0.1:${address.port}`;
  issuer.url = url;
  // Tokens of one second would be equal otherwise.
  service.on('beforeTokenSigning', (token: { payload: Record<string, unknown> }) => {
    token.payload.jti = randomUUID();
  });
  service.on(
    'beforeResponse',
    (answer: { body: Record<string, unknown> }, request: IncomingMessage & { body: object }) => {
      const form = new URLSearchParams(Object.entries(request.body).map(([name, value]) => [name, String(value)]));
      calls.push({ grant: form.get('grant_type') ?? '', form, headers: request.headers });
      if (answer.body !== null) answer.body.refresh_token = `refresh-token-${calls.length}`;
    },
  );
  return {
    url,
    calls,
    bent,
    service,
    refreshes: () => calls.filter(({ grant }) => grant === 'refresh_token').length,
    /** Changes the fields of every token answer from now on. */
    answers: (change: (answer: { statusCode: number; body: Record<string, unknown> }) => void) =>
      service.on('beforeResponse', change),
    answersOnce: (change: (answer: { statusCode: number; body: Record<string, unknown> }) => void) =>
      service.once('beforeResponse', change),
  };
}
export type FaultyServer = Awaited<ReturnType<typeof faultyServer>>;
