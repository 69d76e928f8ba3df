import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RequestDraft } from '#contract/requests.ts';
import type { CurlContent } from '#core/curl/content.ts';
import { type ReadCurl, readCurl } from '#core/curl/readCurl.ts';
import { sendRequest } from '#main/domains/requests/send.ts';
import { draftOfRead } from '#renderer/features/requests/draft/curlDraft.ts';
import { curlCommands, curlFiles, longCurlCommands } from '../support/curlCommands.ts';
import { type RecordedRequest, requestRecorder } from '../support/requestRecorder.ts';
import { newExchangeId, requestsRig } from '../support/requestsRig.ts';
import { temporaryFolder } from '../support/testConsole.ts';

function runInShell(command: string, cwd: string): Promise<number | null> {
  return new Promise((resolve) => {
    const env = { ...process.env, HOME: cwd, LC_ALL: 'C.UTF-8' };
    const child = spawn('bash', ['-c', command], { cwd, env, stdio: 'ignore', timeout: 10_000 });
    child.on('close', resolve);
  });
}

/** Headers that a client adds by itself, or that follow from the others. */
const ownHeaders = new Set([
  'host',
  'user-agent',
  'accept',
  'accept-encoding',
  'content-length',
  'connection',
  'expect',
  'te',
]);

/** What counts of a request: headers that the command names, and the rest of them by name. */
function compared({ method, target, headers: written, body }: RecordedRequest, named: ReadonlySet<string>) {
  const headers = written.map(([name, value]) => [name.toLowerCase(), value] as const);
  const type = headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  const boundary = /boundary=([^;]+)/.exec(type)?.[1];
  const plain = (text: string) => (boundary === undefined ? text : text.replaceAll(boundary, 'BOUNDARY'));
  return {
    method,
    target: target.replaceAll(/%[\da-f]{2}/g, (code) => code.toUpperCase()),
    headers: headers
      .filter(([name]) => named.has(name) || !ownHeaders.has(name))
      .map(([name, value]) => `${name}: ${plain(value)}`)
      .sort(),
    body: plain(body.toString('latin1')),
  };
}

const namedIn = ({ headers }: ReadCurl): Set<string> => new Set(headers.map(({ name }) => name.toLowerCase()));

const inBase64 = (folder: string, file: string) => readFileSync(join(folder, file)).toString('base64');

/** The draft with the files that a person would choose. */
function withFiles(draft: RequestDraft, body: CurlContent | null, folder: string): RequestDraft {
  if (draft.body.kind === 'file' && body?.kind === 'file') {
    const data = inBase64(folder, body.file);
    return { ...draft, body: { ...draft.body, name: body.file, data } };
  }
  if (draft.body.kind !== 'form' || body?.kind !== 'form') return draft;
  const fields = draft.body.fields.map((field, index) => {
    const { file = null, fileName = null } = body.fields[index] ?? {};
    if (file === null || field.file === undefined) return field;
    return { ...field, file: { ...field.file, name: fileName ?? file, data: inBase64(folder, file) } };
  });
  return { ...draft, body: { ...draft.body, fields } };
}

const hasCurl = await runInShell('curl --version', '/').then((code) => code === 0);

test.runIf(hasCurl)(
  'what a command means is what the real curl sends',
  async () => {
    const folder = temporaryFolder();
    for (const [name, text] of Object.entries(curlFiles)) writeFileSync(join(folder, name), text);
    const rig = await requestsRig();
    const [real, ours] = [await requestRecorder(), await requestRecorder()];
    const readFile = (path: string) => curlFiles[path] ?? null;
    const differing: object[] = [];
    let count = 0;
    for (const command of [...curlCommands, ...longCurlCommands]) {
      real.received.length = 0;
      ours.received.length = 0;
      const isRun = runInShell(command.replaceAll('URL', real.url), folder);
      const reads = readCurl(command.replaceAll('URL', ours.url), readFile);
      for (const read of reads) {
        const draft = withFiles(draftOfRead(read), read.body, folder);
        await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft }).catch((error: unknown) => {
          differing.push({ command, error: String(error) });
        });
      }
      await isRun;
      const expected = real.received.map((each, index) =>
        compared(each, namedIn(reads[index] ?? (reads[0] as ReadCurl))),
      );
      const sent = ours.received.map((each, index) => compared(each, namedIn(reads[index] ?? (reads[0] as ReadCurl))));
      count += expected.length;
      if (JSON.stringify(expected) !== JSON.stringify(sent)) differing.push({ command, expected, sent });
    }
    expect(differing).toEqual([]);
    expect(count).toBeGreaterThanOrEqual(200);
  },
  180_000,
);
