import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import Provider from 'oidc-provider';
import { onTestFinished, vi } from 'vitest';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * A strict, certified authorization server on loopback, with the clients that a test registers. Refresh tokens are rotated, PKCE is
 * required, `iss` is announced, and its development pages take any name and password.
 */
export async function realProvider(clients: readonly Record<string, unknown>[], more: Record<string, unknown> = {}) {
  muteNotices();
  let handle: Handler = (_request, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen');
  const issuer = `http://127.0.0.1:${address.port}`;
  const provider = new Provider(issuer, {
    clients: clients.map((client) => ({ application_type: 'native', ...client })),
    cookies: { keys: ['cookie-key-of-the-test'] },
    features: {
      devInteractions: { enabled: true },
      deviceFlow: { enabled: true },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: { enabled: false },
    },
    scopes: ['openid', 'offline_access', 'read', 'write'],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: () => true,
    clientBasedCORS: () => false,
    enabledJWA: { clientAuthSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'] },
    ttl: { AccessToken: 300, RefreshToken: 3_600 },
    ...more,
  });
  const callback = provider.callback();
  handle = (request, response) => callback(request, response);
  return { issuer, provider };
}

/** Its advice for production would fill the output of the tests. */
function muteNotices(): void {
  const muted = (['info', 'warn'] as const).map((name) => vi.spyOn(console, name).mockReturnValue(undefined));
  onTestFinished(() => {
    for (const spy of muted) spy.mockRestore();
  });
}
