import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** A strict authorization server on this machine whose pages take any name and password, and an API that its tokens are for. */
export interface SignInServer {
  readonly issuer: string;
  readonly apiOrigin: string;
  close(): Promise<void>;
}

export const nativeClient = 'native-client';

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

const close = (server: Server) =>
  new Promise<void>((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });

function provider(issuer: string): RequestListener {
  const client = {
    client_id: nativeClient,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: ['http://127.0.0.1/callback'],
    grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  };
  return new Provider(issuer, {
    clients: [client],
    cookies: { keys: ['cookie-key-of-the-spec'] },
    features: { devInteractions: { enabled: true }, deviceFlow: { enabled: true }, revocation: { enabled: true } },
    scopes: ['openid', 'read', 'write'],
    pkce: { required: () => true },
    issueRefreshToken: () => true,
  }).callback();
}

/** Starts both on free ports of 127.0.0.1. The API takes any bearer token, or a key with a user name and a password. */
export async function startSignInServer(): Promise<SignInServer> {
  let handle: RequestListener = (_request, response) => void response.writeHead(503).end();
  const authorization = createServer((request, response) => handle(request, response));
  const api = createServer(({ headers }, response) => {
    const bearer = /^Bearer ./.test(headers.authorization ?? '');
    const both = headers['x-harbour-key'] !== undefined && /^Basic ./.test(headers.authorization ?? '');
    response.writeHead(bearer || both ? 200 : 401, { 'content-type': 'application/json' }).end('{}');
  });
  const issuer = await listen(authorization);
  handle = provider(issuer);
  const apiOrigin = await listen(api);
  return { issuer, apiOrigin, close: async () => void (await Promise.all([close(authorization), close(api)])) };
}

/** An API that asks for OAuth2, or for a key and a user name together. */
export function harbourDefinition({ issuer, apiOrigin }: SignInServer) {
  const scopes = { read: 'Read the harbours', write: 'Change the harbours' };
  const authorizationCode = { authorizationUrl: `${issuer}/auth`, tokenUrl: `${issuer}/token`, scopes };
  return {
    openapi: '3.1.0',
    info: { title: 'Harbours', version: '1.0.0' },
    servers: [{ url: apiOrigin }],
    security: [{ signIn: ['read'] }, { key: [], user: [] }],
    paths: { '/': { get: { operationId: 'list', responses: { 200: { description: 'The answer.' } } } } },
    components: {
      securitySchemes: {
        signIn: { type: 'oauth2', flows: { authorizationCode } },
        key: { type: 'apiKey', in: 'header', name: 'X-Harbour-Key' },
        user: { type: 'http', scheme: 'basic' },
      },
    },
  };
}
