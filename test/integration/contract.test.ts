import { setTimeout as wait } from 'node:timers/promises';
import { isDefinedError, type ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { tenantId } from '#contract/common.ts';
import type { ConsoleEvent } from '#contract/events.ts';
import { uuidv7 } from '#main/store/index.ts';
import { testConsole } from '#test/support/testConsole.ts';
import { callTransports, transports } from './transports.ts';

const refusal = (call: Promise<unknown>): Promise<ORPCError<string, { kept?: string; todo?: string }>> =>
  call.then(
    () => expect.fail('the call was not refused'),
    (error) => error,
  );

describe.each(callTransports)('over $name', ({ connect }) => {
  it('answers who is calling', async () => {
    const { console } = await testConsole();
    const client = await connect(console);
    const session = await client.tenants.session();
    expect(session.tenant).toMatchObject({ name: 'My organisation', role: 'admin' });
    expect(session.tenants).toHaveLength(1);
  });

  it('carries a fault with its code, message, and what was kept', async () => {
    const { console } = await testConsole();
    const client = await connect(console);
    const error = await refusal(client.tenants.create({ name: 'my ORGANISATION' }));
    expect(isDefinedError(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'NAME_TAKEN',
      status: 409,
      message: 'A tenant named my ORGANISATION already exists.',
      data: { kept: 'Nothing was changed.', todo: 'Choose another name.', field: 'name' },
    });
  });

  it('refuses input that does not fit the contract', async () => {
    const { console } = await testConsole();
    const client = await connect(console);
    const error = await refusal(client.tenants.create({ name: 'a\nb' }));
    expect(error).toMatchObject({
      code: 'BAD_REQUEST',
      status: 400,
      message: expect.stringMatching(/^name: [A-Z]/),
      data: { kept: 'Nothing was changed.', field: 'name' },
    });
  });

  it.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('refuses %s thousands of levels deep in words, and takes what people write', async (_, open, close) => {
    const { console } = await testConsole();
    const client = await connect(console);
    const nested = (levels: number) => JSON.parse(`${open.repeat(levels)}1${close.repeat(levels)}`);
    const base = { name: 'deep', type: 'api', provider: 'custom', baseUrl: 'http://127.0.0.1:9' } as const;
    const { id: integrationId } = await client.integrations.create(base);
    const add = (path: string, levels: number) =>
      client.definitions.addOperation({
        integrationId,
        operation: {
          method: 'POST',
          path,
          summary: '',
          description: '',
          bodyMediaType: null,
          parameters: [
            { name: 'q', in: 'query', required: false, description: '', schema: { default: nested(levels) } },
          ],
        },
      });
    expect(await add('/flat', 100)).toMatchObject({ key: 'POST /flat' });
    for (const levels of [300, 1_000]) {
      const error = await refusal(add('/deep', levels));
      expect(error).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining('levels deep') });
    }
  });

  it('says "not found" for a tenant of someone else', async () => {
    const { console } = await testConsole();
    const client = await connect(console);
    const error = await refusal(client.tenants.switch({ tenantId: tenantId.parse(uuidv7()) }));
    expect(error).toMatchObject({ code: 'NOT_FOUND', status: 404 });
  });

  it('keeps the tenant of a session apart from that of another', async () => {
    const { console } = await testConsole();
    const [one, other] = [await connect(console), await connect(console)];
    const { id } = await one.tenants.create({ name: 'Second' });
    await one.tenants.switch({ tenantId: id });
    expect((await one.tenants.session()).tenant.name).toBe('Second');
    expect((await other.tenants.session()).tenant.name).toBe('My organisation');
  });

  it('hides an unexpected failure behind an id that stands in the log', async () => {
    const { console, logs } = await testConsole();
    const client = await connect(console);
    console.store.sqlite.exec('ALTER TABLE settings RENAME TO gone');
    const error = await refusal(client.settings.get());
    expect(error).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    expect(error.message).not.toContain('settings');
    const id = /error (\w+)/.exec(error.message)?.[1] ?? 'none';
    expect(logs.filter((line) => line.includes(id) && line.includes('no such table'))).toHaveLength(1);
  });
});

describe.each(transports)('over $name', ({ connect }) => {
  it('streams what changes in the tenant, and nothing of another one', async () => {
    const { console } = await testConsole();
    const client = await connect(console);
    const stream = await client.events.subscribe();
    const first = stream.next();
    await wait(20);
    console.events.changed('integrations', tenantId.parse(uuidv7()), ['foreign']);
    const { tenant } = await client.tenants.session();
    console.events.changed('connections', tenant.id, ['a']);
    console.events.changed('connections', tenant.id, ['b']);
    const expected: ConsoleEvent = { type: 'changed', topic: 'connections', tenantId: tenant.id, ids: ['a', 'b'] };
    expect((await first).value).toEqual(expected);
    await stream.return?.();
  });
});
