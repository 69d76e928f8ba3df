import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exchangeId } from '#contract/common.ts';
import { canariesIn, canaryForms, filesWithCanary, makeCanary } from '#test/support/canary.ts';
import { type EchoServer, replyNames, startEcho } from '#test/support/echoServer.ts';
import { startHostProcess } from '#test/support/hostProcess.ts';
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
    for (const form of forms) expect(canariesIn(`before ${form} after`, [canary])).not.toEqual([]);
    expect(canariesIn(Buffer.from(secret, 'utf16le'), [canary])).not.toEqual([]);
    expect(canariesIn(`before ${makeCanary('other').secret} after`, [canary])).toEqual([]);
    expect(canaryForms(canary).every((form) => form.length > 20)).toBe(true);
  });
});
