import { describe, expect, it } from 'vitest';
import { facts } from '#main/facts/index.ts';
import { signedIn } from '#test/support/oauthSignedIn.ts';
import { endWithTokens } from '../oauthConnection.ts';
import { leaseName, planMissingRenewals, readTokenRow, renewalTime, tokenJobs } from './tokenTable.ts';

async function planned() {
  const signed = await signedIn();
  const { rig, id } = signed;
  const key = { tenantId: rig.admin.tenantId, id };
  return {
    ...signed,
    /** When the job runs next; null where there is none. */
    next: () => rig.jobs.nextRunAt(rig.store.read, tokenJobs.renew, leaseName(key)),
    row: () => readTokenRow(rig.store.read, key),
    /** Runs the job as if its time had come. */
    run: async () => {
      rig.store.sqlite.prepare('UPDATE jobs SET run_at = 1').run();
      await rig.jobs.runDue();
    },
    typesOfFacts: () =>
      rig.store.read
        .select({ type: facts.type })
        .from(facts)
        .all()
        .map(({ type }) => type),
  };
}

describe('the renewal of a token ahead of its end', () => {
  it('is planned with the tokens, and again with each renewal', async () => {
    const { server, expire, next, row, run } = await planned();
    const first = row();
    expect(next()).toBe(Math.ceil(first === null ? Number.NaN : (renewalTime(first) ?? Number.NaN)));
    expire(50_000);
    await run();
    expect(server.refreshes()).toBe(1);
    expect(row()).toMatchObject({ status: 'ok', generation: 2 });
    expect(next()).toBeGreaterThan(Date.now());
  });

  it('names its connection to those for whom it exists', async () => {
    const { rig } = await planned();
    const other = rig.member('admin', 'Ben');
    const subjects = () =>
      [rig.admin, other].map((actor) => rig.jobs.list(rig.store.read, actor).map(({ subject }) => subject));
    expect(subjects()).toEqual([['bot'], ['bot']]);
    rig.store.sqlite.prepare("UPDATE connections SET visibility = 'private', is_default = 0").run();
    expect(subjects()).toEqual([['bot'], [null]]);
    rig.store.sqlite.prepare("UPDATE jobs SET payload = '{}'").run();
    expect(subjects()).toEqual([[null], [null]]);
  });

  it('waits where a request has renewed it meanwhile', async () => {
    const { rig, server, id, expire, next, run } = await planned();
    expire();
    await rig.fresh(id);
    await run();
    expect(server.refreshes()).toBe(1);
    expect(next()).toBeGreaterThan(Date.now());
  });

  it('comes at once where a clock that was ahead has written when the token came and ends', async () => {
    const { rig, server, id, next, run, row } = await planned();
    const ahead = Date.now() + 10 * 365 * 86_400_000;
    const set = rig.store.sqlite.prepare('UPDATE oauth_tokens SET obtained_at = ?, expires_at = ?');
    set.run(ahead, ahead + 3_600_000);
    await run();
    expect(server.refreshes()).toBe(1);
    expect(row()?.expiresAt).toBeLessThan(ahead);
    expect(next()).toBeLessThan(Date.now() + 2 * 3_600_000);
    set.run(ahead, ahead + 3_600_000);
    expect(await rig.refused(id)).toBe('retry');
    expect(server.refreshes()).toBe(2);
  });

  it('ends a connection with the token that nothing can renew', async () => {
    const { rig, id } = await planned();
    const end = Date.now() + 3_600_000;
    rig.store.sqlite.prepare('UPDATE oauth_tokens SET refreshable = 0, expires_at = ?').run(end);
    rig.store.sqlite.prepare('UPDATE connections SET expires_at = ?').run(end + 10 * 365 * 86_400_000);
    endWithTokens(rig);
    expect(rig.rowOf(id).expiresAt).toBe(end);
  });

  it('waits for the vault', async () => {
    const { rig, server, expire, next, run } = await planned();
    await rig.vault.setUp({ method: 'passphrase', passphrase: 'correct horse battery staple' });
    rig.vault.lock();
    expire();
    await run();
    expect(server.refreshes()).toBe(0);
    expect(next()).toBeGreaterThan(Date.now());
    await rig.vault.unlock('correct horse battery staple');
    await run();
    expect(server.refreshes()).toBe(1);
  });

  it('ends where the server refuses the refresh token, and a person is told', async () => {
    const { rig, server, expire, next, row, run, typesOfFacts } = await planned();
    const notices: unknown[] = [];
    rig.events.onEvent((event) => event.type === 'notice' && notices.push(event));
    server.answers((answer) => {
      answer.statusCode = 400;
      answer.body = { error: 'invalid_grant' };
    });
    expire();
    await run();
    expect(next()).toBeNull();
    expect(row()?.status).toBe('needsSignIn');
    expect(typesOfFacts()).toEqual(expect.arrayContaining(['token.signedIn', 'token.ended']));
    expect(notices).toEqual([expect.objectContaining({ title: 'bot needs a sign-in' })]);
  });

  it('is tried again where the server fails', async () => {
    const { server, expire, next, row, run } = await planned();
    server.answersOnce((answer) => {
      answer.statusCode = 503;
      answer.body = {};
    });
    expire();
    await run();
    expect(row()?.status).toBe('ok');
    expect(next()).toBeGreaterThan(Date.now());
    await run();
    expect(row()).toMatchObject({ status: 'ok', generation: 2 });
  });

  it('does not hold up the end of the console where the server is silent', async () => {
    const { rig, server, expire, run } = await planned();
    const asked = Promise.withResolvers<void>();
    server.bent.token = () => asked.resolve();
    expire();
    const running = run();
    await asked.promise;
    await rig.jobs.close();
    await running;
  });

  it('is taken back by a revocation', async () => {
    const { rig, id, next, typesOfFacts } = await planned();
    await rig.client.revoke({ connectionId: id });
    expect(next()).toBeNull();
    expect(typesOfFacts()).toContain('token.revoked');
  });

  it('is planned at the start for tokens of an earlier version', async () => {
    const { rig, next } = await planned();
    const before = next();
    rig.store.sqlite.prepare('DELETE FROM jobs').run();
    planMissingRenewals({ store: rig.store, jobs: rig.jobs });
    expect(next()).toBe(before);
  });
});

describe('what a fact says of the tokens of a private connection', () => {
  it('is for its owner alone', async () => {
    const { rig, id } = await planned();
    rig.store.sqlite.prepare("UPDATE connections SET visibility = 'private', is_default = 0").run();
    await rig.client.revoke({ connectionId: id });
    const revoked = rig.store.read.select().from(facts).all().at(-1);
    expect(revoked).toMatchObject({
      type: 'token.revoked',
      privateTo: rig.admin.userId,
      subject: 'bot',
      publicSubject: 'a private connection',
      actorId: rig.admin.userId,
    });
  });
});
