import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import { type Api, apis } from './apis.ts';
import { tokenAnswer } from './tokenAnswer.ts';

/** A proxy on this machine behind which the made-up APIs live, so that nothing leaves it. */
export interface StandIn {
  readonly proxyUrl: string;
  /** The authority that signed its certificate, PEM. */
  readonly authority: string;
  close(): void;
}

/** A key and a certificate for all hosts, made by openssl and good for a day. */
function certificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-pictures-'));
  const names = [...apis.map(({ host }) => host), 'github.com'].map((host) => `DNS:${host}`).join(',');
  const [keyFile, certFile, config] = ['key.pem', 'cert.pem', 'config'].map((name) => join(folder, name));
  writeFileSync(String(config), '[req]\ndistinguished_name=dn\n[dn]\n');
  const subject = ['-subj', '/CN=Pictures', '-addext', `subjectAltName=${names}`, '-days', '1'];
  const output = ['-keyout', String(keyFile), '-out', String(certFile), '-config', String(config)];
  const command = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  execFileSync('openssl', [...command, ...subject, ...output], { stdio: 'ignore' });
  const made = { key: readFileSync(String(keyFile), 'utf8'), cert: readFileSync(String(certFile), 'utf8') };
  rmSync(folder, { recursive: true });
  return made;
}

const repository = {
  id: 1296269,
  full_name: 'acme/console',
  private: false,
  default_branch: 'main',
  description: 'What the support team works with every day',
  open_issues_count: 12,
  stargazers_count: 318,
  owner: { login: 'acme', id: 583231, type: 'Organization' },
  topics: ['console', 'integrations', 'support'],
  license: { key: 'mit', name: 'MIT License' },
  pushed_at: '2026-05-18T09:41:07Z',
};
const issues = ['Export stops at page 3', 'Dark colours in the mail', 'Sign-in asks twice'].map((title, index) => ({
  number: 41 + index,
  title,
  state: 'open',
  comments: index * 2,
  user: { login: index === 1 ? 'robin' : 'sam' },
  labels: [{ name: index === 0 ? 'bug' : 'idea' }],
}));

function bodyOf(path: string): unknown {
  if (path.endsWith('/issues')) return issues;
  if (path.startsWith('/repos/')) return repository;
  if (path.includes('models')) return { data: [{ id: 'gpt-5-mini' }, { id: 'gpt-5' }] };
  return { ok: true, items: [] };
}

let asked = 0;

const moods: Record<Api['mood'], (path: string) => [number, unknown]> = {
  // Once in a while it is busy, so that health has something to tell.
  mostly: (path) => {
    asked += 1;
    return asked % 23 === 0 ? [502, { title: 'Bad gateway' }] : [200, bodyOf(path)];
  },
  well: (path) => [200, bodyOf(path)],
  refuses: () => [401, { ok: false, error: 'token_expired' }],
  fails: () => [503, { title: 'Maintenance', detail: 'The warehouse is counted until 6 o’clock.' }],
};

async function answerTo(request: IncomingMessage): Promise<[status: number, body: unknown]> {
  const path = request.url ?? '';
  if (path === '/oauth/token') return tokenAnswer(await text(request));
  request.resume();
  const api = apis.find(({ host }) => host === request.headers.host);
  return api === undefined ? [404, {}] : moods[api.mood](path);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [status, body] = await answerTo(request);
  // As slow as a network is, so that times look like times.
  setTimeout(
    () => {
      response.writeHead(status, { 'content-type': 'application/json', 'x-ratelimit-remaining': '4987' });
      response.end(JSON.stringify(body));
    },
    40 + Math.random() * 120,
  );
}

export async function startStandIn(): Promise<StandIn> {
  const { key, cert } = certificate();
  const server = createServer((request, response) => void answer(request, response));
  server.on('connect', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const secure = new TLSSocket(socket, { isServer: true, key, cert });
    secure.on('error', () => secure.destroy());
    server.emit('connection', secure);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    proxyUrl: `http://127.0.0.1:${port}`,
    authority: cert,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
