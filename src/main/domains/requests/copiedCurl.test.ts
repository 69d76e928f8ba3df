import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RequestDraftInput } from '#contract/requests.ts';
import { type RecordedRequest, requestRecorder } from '#test/support/requestRecorder.ts';
import { draftOf, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { composeRequest } from './compose.ts';
import { sendRequest } from './send.ts';

function shell(command: string, cwd: string): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve) => {
    writeFileSync(join(cwd, 'pasted.sh'), command);
    const child = spawn('sh', ['pasted.sh'], { cwd, timeout: 10_000 });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    child.stdout.resume();
    child.on('close', (code) => resolve({ code, stderr }));
  });
}

/** Headers that two clients may differ in without a difference to the request. */
const ownHeaders = /^(host|connection|accept-encoding|content-length)$/i;
/** After a redirect that drops the body, curl goes on saying what it was. */
const isLeftOver = (name: string, { method }: RecordedRequest) => method === 'GET' && /^content-type$/i.test(name);
const named = (request: RecordedRequest, index: number) =>
  request.headers
    .filter(([name]) => index === 0 || !isLeftOver(name, request))
    .filter(([name, value]) => !ownHeaders.test(name) && !/^(curl|Patchbay)\//.test(value))
    .map(([name, value]) => `${name.toLowerCase()}: ${value.replace(/boundary=.*/, 'boundary')}`)
    .sort();

async function contentOf({ headers, body }: RecordedRequest): Promise<unknown> {
  const type = headers.find(([name]) => /^content-type$/i.test(name))?.[1] ?? '';
  if (!type.startsWith('multipart/form-data')) return body.toString('base64');
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  return Promise.all(
    [...form].map(async ([name, value]) =>
      typeof value === 'string'
        ? [name, value]
        : [name, value.name, value.type, Buffer.from(await value.arrayBuffer()).toString('base64')],
    ),
  );
}

type Fields = Partial<RequestDraftInput>;

/** What the server gets from the console, and from the copied command. */
async function both(fields: Fields, files: Record<string, Uint8Array> = {}) {
  const rig = await requestsRig();
  const server = await requestRecorder();
  const draft = draftOf({ ...fields, url: `${server.url}${fields.url ?? '/'}` });
  await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
  const console = server.received.splice(0);
  const { curl } = await composeRequest(rig.requests, rig.admin, draft);
  const folder = temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  const { code, stderr } = await shell(curl, folder);
  const shown = async (requests: RecordedRequest[]) =>
    Promise.all(
      requests.map(async (each, index) => [`${each.method} ${each.target}`, named(each, index), await contentOf(each)]),
    );
  return { code, stderr, curl, console: await shown(console), copied: await shown(server.received) };
}

const json = (text: string) => ({ kind: 'text', mediaType: 'application/json', text }) as const;
const bytes = Uint8Array.from([0, 255, 10, 13, 39, 64]);
const data = Buffer.from(bytes).toString('base64');
const form = (fields: object[]) =>
  ({ kind: 'form', mediaType: 'multipart/form-data', fields }) as RequestDraftInput['body'];

const cases: [string, Fields, Record<string, Uint8Array>?][] = [
  ['GET', {}],
  ['brackets and braces', { url: '/a?x[y]=[1-3]&z={a,b}' }],
  ['HEAD', { method: 'HEAD' }],
  ['HEAD with a body', { method: 'HEAD', body: json('{}') }],
  ['POST without a body', { method: 'POST' }],
  ['DELETE without a body', { method: 'DELETE' }],
  ['a method of its own', { method: 'PURGE' }],
  ['GET with a body', { method: 'GET', body: json('{"a":1}') }],
  ['quotes, line breaks, an @ and letters', { method: 'POST', body: json(`@it's "é"\n\r\n\\n %s $HOME \`x\``) }],
  ['a body without a type', { method: 'POST', body: { kind: 'text', mediaType: '', text: 'a' } }],
  ['a long body', { method: 'PUT', body: json(`"${'é'.repeat(200_000)}"`) }],
  ['a very long body', { method: 'POST', body: json(`"${'x'.repeat(1_500_000)}%s\\n"`) }],
  [
    'a file',
    { method: 'PUT', body: { kind: 'file', mediaType: 'image/png', name: `it's a.png`, data } },
    { "it's a.png": bytes },
  ],
  [
    'headers',
    {
      parameters: [
        { in: 'header', name: 'X-Empty', value: '' },
        { in: 'header', name: 'X-A', value: `it's; "q", @x` },
        { in: 'header', name: 'Accept', value: 'text/html' },
        { in: 'header', name: 'User-Agent', value: 'me/1' },
      ],
    },
  ],
  [
    'a form with files',
    {
      method: 'POST',
      body: form([
        { name: 'a', value: `@x;type="text/html",<y \\ 'z'\nnext` },
        { name: 'a b', value: '' },
        { name: 'f', value: '', file: { name: 'a;"b.bin', mediaType: 'image/png', data } },
      ]),
    },
    { 'a;"b.bin': bytes },
  ],
  [
    'a form with a long field',
    {
      method: 'POST',
      body: form([
        { name: 'a', value: 'x'.repeat(200_000) },
        { name: 'b', value: 'c' },
      ]),
    },
  ],
  ['GET over a redirect', { url: '/from/302' }],
  ['no redirect', { url: '/from/302', followRedirects: false }],
  ...[301, 302, 303, 307, 308].map((status): [string, Fields] => [
    `POST over ${status}`,
    { method: 'POST', url: `/from/${status}`, body: json('{}') },
  ]),
  ['PATCH over 307', { method: 'PATCH', url: '/from/307', body: json('{}') }],
];

describe.runIf(spawnSync('curl', ['--version']).status === 0)(
  'a copied command sends with curl what the console sends',
  () => {
    test.each(cases)('%s', async (_, fields, files) => {
      const { code, stderr, curl, console, copied } = await both(fields, files);
      expect({ code, stderr: code === 0 ? '' : stderr, curl, copied }).toEqual({
        code: 0,
        stderr: '',
        curl,
        copied: console,
      });
      expect(copied.length).toBeGreaterThan(0);
    });
  },
);
