import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exchangeId } from '#contract/common.ts';
import { canariesIn, canaryForms, filesWithCanary, makeCanary } from '#test/support/canary.ts';
import { type EchoServer, replyNames, startEcho } from '#test/support/echoServer.ts';
import { type HostProcess, startHostProcess } from '#test/support/hostProcess.ts';
import { recordedHttp, recordedTransports } from '#test/support/recordedTransports.ts';
import { type Client, temporaryFolder, testConsole } from '#test/support/testConsole.ts';
import { readEverything, useSecrets } from '#test/support/useSecrets.ts';
import { plainDraft } from '#test/support/world.ts';

async function echoes(): Promise<EchoServer> {
  const other = await startEcho();
  const echo = await startEcho(other.url);
  onTestFinished(() => {
    echo.close();
    other.close();
  });
  return echo;
}

/** Takes every event until the test ends. */
async function follow(client: Client): Promise<void> {
  const events = await client.events.subscribe();
  onTestFinished(() => void events.return?.());
  void (async () => {
    for await (const _ of events);
  })().catch(() => undefined);
}

describe.each(recordedTransports)('a secret, over $name', ({ connect }) => {
  it('is sent, and stands afterwards in no file, no log and no answer', async () => {
    const { console, host, logs } = await testConsole();
    const { client, crossed } = await connect(console);
    const echo = await echoes();
    await follow(client);

    const used = await useSecrets(client, echo);
    await readEverything(client, used);

    const sent = echo.seen.join('\n');
    const secrets = used.canaries.filter(({ core }) => !core.startsWith('user'));
    expect(secrets.filter(({ core }) => !sent.includes(core))).toEqual([]);
    expect(used.exchanges.length).toBeGreaterThan(6 * replyNames.length);
    const masked = crossed.filter((text) => text.includes('••••'));
    expect(masked.length).toBeGreaterThan(used.exchanges.length);

    expect(canariesIn(crossed.join('\n'), used.canaries)).toEqual([]);
    expect(canariesIn(logs.join('\n'), used.canaries)).toEqual([]);
    expect(filesWithCanary(host.paths.data, used.canaries)).toEqual([]);
    await console.close();
    expect(filesWithCanary(host.paths.data, used.canaries)).toEqual([]);
  }, 180_000);
});

describe('a secret in a process of its own', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'stands in no file and no output after %s in the middle of work',
    async (signal) => {
      const data = temporaryFolder();
      const host = await startHostProcess(data);
      const { client, crossed } = await recordedHttp(host.link, host.address);
      const echo = await echoes();
      const passphrase = makeCanary('passphrase');
      await client.vault.setUp({ method: 'passphrase', passphrase: passphrase.secret });
      const used = await useSecrets(client, echo);
      const [connectionId = null] = used.connections;
      const draft = { ...plainDraft, integrationId: used.integrationId, connectionId };
      const began = echo.nextSlow();
      const unfinished = ['/slow', '/large', '/large'].map((url) =>
        client.requests.send({ id: exchangeId.parse(randomUUID()), draft: { ...draft, url } }),
      );
      const ended = Promise.allSettled(unfinished);
      await began;
      await host.kill(signal);
      await ended;

      const canaries = [...used.canaries, passphrase];
      expect(crossed.length).toBeGreaterThan(used.exchanges.length);
      expect(canariesIn(crossed.join('\n'), canaries)).toEqual([]);
      expect(canariesIn(host.output(), canaries)).toEqual([]);
      expect(filesWithCanary(data, canaries)).toEqual([]);
    },
    180_000,
  );
});

/** Takes a picture of all that a process holds, once what is held by nothing is gone, and answers its text. */
async function heapOf(host: HostProcess, folder: string, alive: () => Promise<unknown>): Promise<Buffer> {
  const isPicture = (file: string) => file.endsWith('.heapsnapshot');
  const before = new Set(readdirSync(folder).filter(isPicture));
  host.signal('SIGUSR2');
  for (;;) {
    // Whoever writes the picture answers nobody in the meantime, nor those who came before for long, and answers once it is whole.
    await alive().catch(() => undefined);
    const made = readdirSync(folder).find((file) => isPicture(file) && !before.has(file));
    const text = made === undefined ? null : readFileSync(join(folder, made));
    if (made !== undefined && text?.subarray(-8).toString().trimEnd().endsWith('}')) {
      rmSync(join(folder, made));
      return text;
    }
  }
}

describe('a secret in memory', () => {
  it('is held by nothing once the vault is locked', async () => {
    const data = temporaryFolder();
    const host = await startHostProcess(data, ['--heapsnapshot-signal=SIGUSR2']);
    const { client } = await recordedHttp(host.link, host.address);
    const echo = await echoes();
    const passphrase = makeCanary('passphrase');
    await client.vault.setUp({ method: 'passphrase', passphrase: passphrase.secret });
    const used = await useSecrets(client, echo);
    await client.vault.lock();
    await client.vault.unlock({ passphrase: passphrase.secret });
    const [connectionId = null] = used.connections.slice(-1);
    const draft = { ...plainDraft, integrationId: used.integrationId, connectionId, url: '/raw' };
    await client.requests.send({ id: exchangeId.parse(randomUUID()), draft });
    await client.vault.lock();

    const heap = await heapOf(host, data, () => client.vault.state());
    expect(heap.includes('patchbay.secret.v2')).toBe(true);
    // What a person typed into a request is where they typed it; the vault holds the others.
    const sealed = used.canaries.filter(({ core }) => !core.startsWith('typed'));
    expect(canariesIn(heap, [...sealed, passphrase])).toEqual([]);
  }, 240_000);
});

describe('the search for a canary', () => {
  it('finds it in whatever form it stands', () => {
    const canary = makeCanary('sought');
    const { secret, core } = canary;
    const forms = [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret),
      ...['', 'a', 'ab'].map((before) => Buffer.from(`${before}${secret}`).toString('base64')),
      Buffer.from(core).toString('hex'),
    ];
    const all = [...Array.from({ length: 20 }, () => makeCanary('beside')), canary];
    // Wherever it stands, at the beginning and the end too.
    for (const form of forms)
      for (const before of ['', ' ', 'before ', ...Array.from({ length: 9 }, (_, length) => 'x'.repeat(length))])
        for (const text of [`${before}${form} after`, `${before}${form}`])
          expect(canariesIn(text, all)).not.toEqual([]);
    for (const form of canaryForms(canary))
      for (let length = 0; length < 17; length += 1)
        expect(canariesIn(Buffer.concat([Buffer.alloc(length), form]), all).length).toBeGreaterThan(0);
    expect(canariesIn(Buffer.from(secret, 'utf16le'), [canary])).not.toEqual([]);
    expect(canariesIn(`before ${makeCanary('other').secret} after`, [canary])).toEqual([]);
    expect(canaryForms(canary).every((form) => form.length > 20)).toBe(true);
  });
});
