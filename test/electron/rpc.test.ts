import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { MessageChannel, MessagePort } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectPage } from './connectPage.ts';
import { launchWindow, projectFolder } from './launch.ts';
import { PortMainDouble } from './portMainDouble.ts';

describe('calls over the message port', () => {
  it('reach the console and come back', async () => {
    const { contents, data } = await launchWindow();
    const { client } = connectPage(contents);
    const about = await client.system.about();
    expect(about).toMatchObject({ host: 'electron', dataDirectory: data, version: '0.1.0' });
    expect((await client.tenants.session()).tenant.name).toBeTruthy();
  });

  it('bring faults with their code and words', async () => {
    const { client } = connectPage((await launchWindow()).contents);
    const call = client.system.restore({ name: '../../patchbay.db' });
    await expect(call).rejects.toMatchObject({ defined: true, message: expect.any(String) });
  });

  it.each([
    ['a frame inside the page', { senderFrame: { url: 'app://patchbay/' } }],
    ['a frame that is gone', { senderFrame: null }],
    ['another window', { sender: {} }],
  ])('are refused to %s', async (_who, overrides) => {
    const { contents } = await launchWindow();
    const { main, port } = connectPage(contents, overrides);
    expect(main.closed).toBe(true);
    await once(port, 'close');
  });

  it.each(['https://example.com/', 'app://other/', 'file:///index.html', 'http://127.0.0.1:5173/', 'about:blank', ''])(
    'are refused to a page at "%s"',
    async (url) => {
      const { contents } = await launchWindow();
      contents.mainFrame.url = url;
      expect(connectPage(contents).main.closed).toBe(true);
    },
  );

  it('are refused with no port or more than one', async () => {
    const { contents } = await launchWindow();
    const ports = [1, 2].map(() => new PortMainDouble(new MessageChannel().port1));
    const event = { sender: contents, senderFrame: contents.mainFrame };
    contents.ipc.emit('patchbay:connect', { ...event, ports });
    contents.ipc.emit('patchbay:connect', { ...event, ports: [] });
    expect(ports.map((it) => it.closed)).toEqual([true, true]);
  });

  it('go over the newest port alone, so that a page which was loaded again has one', async () => {
    const { contents } = await launchWindow();
    const before = connectPage(contents);
    await before.client.system.about();
    const after = connectPage(contents);
    expect(before.main.closed).toBe(true);
    expect((await after.client.system.about()).host).toBe('electron');
  });

  it('end with the page', async () => {
    const { contents } = await launchWindow();
    const { main, port } = connectPage(contents);
    contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    expect(main.closed).toBe(true);
    await once(port, 'close');
  });

  it('deliver events as they happen', async () => {
    const { client } = connectPage((await launchWindow()).contents);
    const events = await client.events.subscribe();
    const next = events.next();
    const { tenant } = await client.tenants.session();
    await client.tenants.rename({ tenantId: tenant.id, name: 'Renamed' });
    expect((await next).value).toMatchObject({ type: 'changed', topic: 'tenants' });
    await events.return?.();
  });
});

describe('the preload', () => {
  function load() {
    const toMain: { channel: string; ports: unknown[] }[] = [];
    const toPage: { data: unknown; origin: string; ports: unknown[] }[] = [];
    const ipc = new EventEmitter();
    const target = new EventTarget();
    const window = Object.assign(target, {
      location: { origin: 'app://patchbay' },
      postMessage: (data: unknown, origin: string, ports: unknown[] = []) => toPage.push({ data, origin, ports }),
    });
    const ipcRenderer = Object.assign(ipc, {
      postMessage: (channel: string, _data: unknown, ports: unknown[]) => toMain.push({ channel, ports }),
    });
    const required: string[] = [];
    const require = (name: string) => {
      required.push(name);
      return { ipcRenderer };
    };
    const code = readFileSync(join(projectFolder, 'out/preload/index.cjs'), 'utf8');
    runInNewContext(code, { require, window, MessageChannel, exports: {}, module: { exports: {} } });
    const post = (data: unknown, source: unknown = window) =>
      target.dispatchEvent(Object.assign(new Event('message'), { data, source }));
    onTestFinished(() => {
      for (const port of [...toMain, ...toPage].flatMap((it) => it.ports))
        if (port instanceof MessagePort) port.close();
    });
    return { toMain, toPage, ipc, post, required, code };
  }

  it('hands one end of a channel to main and the other to its own page, once', () => {
    const { post, toMain, toPage } = load();
    expect(toMain).toEqual([]);
    post('patchbay:ready');
    post('patchbay:ready');
    expect(toMain.map((it) => it.channel)).toEqual(['patchbay:connect']);
    expect(toPage).toMatchObject([{ data: 'patchbay:port', origin: 'app://patchbay' }]);
    expect([toMain[0]?.ports.length, toPage[0]?.ports.length]).toEqual([1, 1]);
  });

  it('hears nobody but its own page', () => {
    const { post, toMain } = load();
    post('patchbay:ready', {});
    post('something else');
    expect(toMain).toEqual([]);
  });

  it('passes on where a link leads', () => {
    const { ipc, toPage } = load();
    ipc.emit('patchbay:open', {}, '/integrations');
    expect(toPage).toMatchObject([
      { data: { type: 'patchbay:open', path: '/integrations' }, origin: 'app://patchbay' },
    ]);
  });

  it('knows Electron and nothing else, and exposes nothing', () => {
    const { required, code } = load();
    expect(required).toEqual(['electron']);
    expect(code).not.toContain('contextBridge');
  });
});
