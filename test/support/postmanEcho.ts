import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const answer = {
  user: { name: 'Ada', email: 'ada@example.org' },
  items: [
    { id: 1, tags: ['a'] },
    { id: 2, tags: [] },
  ],
  total: 2,
  none: null,
  on: true,
};

const json = (response: ServerResponse, value: unknown) =>
  response.setHeader('content-type', 'application/json; charset=utf-8').end(JSON.stringify(value));

const routes: Record<string, (request: IncomingMessage, response: ServerResponse, body: string) => void> = {
  json: (_request, response) => json(response.setHeader('X-Echo-Id', 'echo-1'), answer),
  small: (_request, response) => json(response, { a: 1 }),
  text: (_request, response) => response.setHeader('content-type', 'text/plain').end('hello world'),
  status: (request, response) => response.writeHead(Number(request.url?.split('/')[2])).end(),
  cookies: (_request, response) =>
    json(response.setHeader('set-cookie', ['session=abc123; Path=/', 'theme=dark; Path=/']), { set: true }),
  // Backwards, as what a request authenticates with is masked in its response.
  backwards: ({ headers }, response) =>
    json(response, { authorization: [...(headers.authorization ?? '')].reverse().join('') }),
  echo: ({ url = '', method, headers }, response, body) =>
    json(response, { method, headers, query: url.split('?')[1] ?? '', body }),
};

/** The server of the Postman fixtures, on loopback. `seen` is what was asked of it, in order. */
export async function startPostmanEcho(): Promise<{ url: string; seen: string[]; close(): void }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const route = routes[/^\/(\w+)/.exec(request.url ?? '')?.[1] ?? ''];
      if (route) route(request, response, Buffer.concat(parts).toString());
      else response.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
