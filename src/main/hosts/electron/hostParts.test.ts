import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { commonFaults } from '#contract/fault.ts';
import { storeFaults } from '#main/store/index.ts';
import { createElectronDouble } from '#test/electron/electronDouble.ts';

const double = createElectronDouble({ first: true, appPath: '/app' });
vi.doMock('electron', () => ({ ...double.electron, default: double.electron }));
const { confineNavigation, closeNetwork, guardDownloads, openSignInPage } = await import('./confinement.ts');
const { closeBeforeQuit, endOnDefects, refuseToStart } = await import('./lifecycle.ts');
const { electronHost } = await import('./electronHost.ts');
const { claimLinks, listenForLinks } = await import('./links.ts');
const { menuTemplate } = await import('./menu.ts');
const { isPageUrl, pageOrigin } = await import('./origin.ts');

const { app, asked } = double;
const calls = (what: string) => asked.filter((each) => each.what === what).map((each) => each.with);

beforeEach(() => {
  asked.length = 0;
  app.isPackaged = false;
});
afterEach(() => {
  vi.unstubAllEnvs();
  app.removeAllListeners();
});

describe('the origin of the page', () => {
  test.each<[boolean, string, string]>([
    [false, '', 'app://patchbay'],
    [true, '', 'app://patchbay'],
    [false, 'http://localhost:5173/some/page', 'http://localhost:5173'],
    [true, 'http://localhost:5173/', 'app://patchbay'],
  ])('is, packaged %s and with the server %j, %s', (packaged, server, origin) => {
    app.isPackaged = packaged;
    vi.stubEnv('ELECTRON_RENDERER_URL', server);
    expect(pageOrigin()).toBe(origin);
  });

  test.each([
    ['app://patchbay', true],
    ['app://patchbay/', true],
    ['app://patchbay/integrations?a#b', true],
    ['app://patchbay.evil/', false],
    ['app://patchbay:80/', false],
    ['app://user@patchbay/', false],
    ['app://user:pw@patchbay/', false],
    ['app://other/', false],
    ['https://patchbay/', false],
    ['blob:app://patchbay/1', false],
    ['file:///app://patchbay', false],
    ['patchbay', false],
    ['', false],
  ])('has %s: %s', (address, own) => expect(isPageUrl(address)).toBe(own));
});

describe('a page for the browser', () => {
  test.each<[string, string | null]>([
    ['https://as.example/authorize?a=b', 'https://as.example/authorize?a=b'],
    ['http://127.0.0.1:9000/authorize', 'http://127.0.0.1:9000/authorize'],
    ['http://[::1]:9000/authorize', 'http://[::1]:9000/authorize'],
    ['http://localhost/authorize', 'http://localhost/authorize'],
    ['http://localhost.evil.example/', null],
    ['http://127.0.0.1.evil.example/', null],
    ['http://127.0.0.2/', null],
    ['http://as.example/', null],
    ['https://user@as.example/', null],
    ['https://:pw@as.example/', null],
    ['http://user@localhost/', null],
    ['file:///etc/passwd', null],
    ['javascript:alert(1)', null],
    ['ms-settings:', null],
    ['no address', null],
    ['', null],
  ])('%j is opened as %j, and nothing else is', (address, opened) => {
    expect(openSignInPage(address)).toBe(opened !== null);
    expect(calls('openExternal')).toEqual(opened === null ? [] : [[opened]]);
  });
});

describe('what the page may load', () => {
  /** Whether the network is closed to an address. */
  function closed(address: string, packaged = false): boolean {
    app.isPackaged = packaged;
    closeNetwork(double.electron.session.defaultSession as never);
    let verdict: boolean | undefined;
    const answer = double.answers.request as unknown as (
      details: object,
      answer: (given: { cancel: boolean }) => void,
    ) => void;
    answer({ url: address }, ({ cancel }) => {
      verdict = cancel;
    });
    return verdict ?? true;
  }

  test.each([
    ['app://patchbay/assets/a.js', false],
    ['blob:app://patchbay/1', false],
    ['data:image/png;base64,', false],
    ['devtools://devtools/bundled/inspector.html', false],
    ['https://example.com/', true],
    ['http://127.0.0.1:80/', true],
    ['file:///etc/passwd', true],
    ['ws://patchbay/', true],
    ['ftp://patchbay/', true],
  ])('%s is refused: %s', (address, refused) => {
    expect([closed(address), closed(address, true)]).toEqual([refused, refused]);
  });

  test('with a server for developing is its files and its socket, and neither once packaged', () => {
    vi.stubEnv('ELECTRON_RENDERER_URL', 'http://localhost:5173');
    const addresses = [
      'http://localhost:5173/a.ts',
      'ws://localhost:5173/',
      'ws://localhost:5174/',
      'wss://localhost:5173/',
    ];
    expect(addresses.map((address) => closed(address))).toEqual([false, false, true, true]);
    expect(addresses.map((address) => closed(address, true))).toEqual([true, true, true, true]);
  });
});

test('the proxies of the system are those that Chromium finds, by its settings and their script', async () => {
  const answer = await electronHost('/data').systemProxies?.('https://api.example/');
  expect(answer).toEqual({ answer: 'PROXY proxy.example:3128; DIRECT', note: null });
  expect(calls('resolveProxy')).toEqual([['https://api.example/']]);
});

test.each<[string, string, string | null]>([
  ['blob:app://patchbay/1', 'history.json', 'history.json'],
  ['app://patchbay/bodies/abc', '../../body.bin', 'body.bin'],
  ['app://patchbay/logos/abc', 'a.svg', null],
  ['app://patchbay/', 'index.html', null],
  ['blob:https://example.com/1', 'a', null],
  ['https://example.com/bodies/a', 'a', null],
])('a download from %s as %s is saved as %j', (address, name, saved) => {
  const session = new EventEmitter();
  guardDownloads(session as never);
  let [prevented, offered]: [boolean, string | null] = [false, null];
  const item = {
    getURL: () => address,
    getFilename: () => name,
    setSaveDialogOptions: ({ defaultPath }: { defaultPath: string }) => {
      offered = defaultPath;
    },
  };
  const event = {
    preventDefault: () => {
      prevented = true;
    },
  };
  session.emit('will-download', event, item);
  expect([prevented, offered]).toEqual([saved === null, saved]);
});

test('every web contents is confined, however it came to be', () => {
  confineNavigation(app as never);
  const policies: string[] = [];
  let openWindow: (details: { url: string }) => unknown = () => undefined;
  const contents = Object.assign(new EventEmitter(), {
    setWebRTCIPHandlingPolicy: (policy: string) => void policies.push(policy),
    setWindowOpenHandler: (handler: typeof openWindow) => {
      openWindow = handler;
    },
  });
  app.emit('web-contents-created', {}, contents);
  const prevented = (event: string, url: string) => {
    let count = 0;
    contents.emit(event, { url, preventDefault: () => (count += 1) });
    return count > 0;
  };
  expect(policies).toEqual(['disable_non_proxied_udp']);
  for (const event of ['will-navigate', 'will-frame-navigate'])
    expect([prevented(event, 'app://patchbay/a'), prevented(event, 'https://example.com/')]).toEqual([false, true]);
  for (const event of ['will-redirect', 'will-attach-webview']) expect(prevented(event, 'app://patchbay/a')).toBe(true);
  for (const url of ['https://docs.example/', 'http://docs.example/', 'file:///etc/passwd'])
    expect(openWindow({ url })).toEqual({ action: 'deny' });
  expect(calls('openExternal')).toEqual([['https://docs.example/']]);
});

describe('the menu', () => {
  const roles = (platform: NodeJS.Platform, devTools: boolean) =>
    menuTemplate({ platform, devTools, dataFolder: '/data' }).flatMap(({ role, submenu }) => [
      role,
      ...(Array.isArray(submenu) ? submenu.map((item) => item.role ?? item.label) : []),
    ]);

  test('shows the tools of developers to them alone', () => {
    expect(roles('linux', true)).toContain('toggleDevTools');
    expect(roles('linux', false)).not.toContain('toggleDevTools');
  });

  test('says what the program is where the system expects it, once', () => {
    const [mac, others] = [roles('darwin', false), roles('win32', false)];
    expect([mac.includes('appMenu'), mac.includes('about')]).toEqual([true, false]);
    expect([others.includes('appMenu'), others.includes('about')]).toEqual([false, true]);
  });

  test('opens the data folder', () => {
    const help = menuTemplate({ platform: 'linux', devTools: false, dataFolder: '/my data' }).at(-1)?.submenu;
    const item = Array.isArray(help) ? help.find(({ label }) => label === 'Open data folder') : undefined;
    item?.click?.(undefined as never, undefined as never, undefined as never);
    expect(calls('openPath')).toEqual([['/my data']]);
  });
});

describe('links of the system', () => {
  const link = (path: string) => ['electron', '.', `patchbay://${path}`];

  test('that come before the console stands are where it begins, the last that leads somewhere', () => {
    const visit = listenForLinks(link('activity'));
    app.emit('second-instance', {}, link('../etc'));
    expect(
      visit(
        () => undefined,
        () => undefined,
      ),
    ).toBe('/activity');
    app.emit('second-instance', {}, link('connections'));
    const next = listenForLinks(['electron', '.']);
    app.emit('open-url', { preventDefault: () => undefined }, 'patchbay://health');
    expect(
      next(
        () => undefined,
        () => undefined,
      ),
    ).toBe('/health');
  });

  test('lead there afterwards, and the answer of a sign-in only brings the window to the front', () => {
    const [visited, finished]: [(string | null)[], string[]] = [[], []];
    listenForLinks([])(
      (path) => void visited.push(path),
      (answer) => void finished.push(answer),
    );
    app.emit('second-instance', {}, link('connections'));
    app.emit('second-instance', {}, ['electron', '.']);
    app.emit('second-instance', {}, link('oauth/callback?code=a'));
    expect(visited).toEqual(['/connections', null, null]);
    expect(finished).toEqual(['patchbay://oauth/callback?code=a']);
  });

  test('are claimed for the program, or for Electron with our folder', () => {
    claimLinks();
    app.isPackaged = true;
    claimLinks();
    expect(calls('setAsDefaultProtocolClient')).toEqual([['patchbay', process.execPath, ['/app']], ['patchbay']]);
  });
});

describe('the end of the program', () => {
  const logged: unknown[] = [];
  const log = (...line: unknown[]) => void logged.push(line);
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  beforeEach(() => void logged.splice(0));

  test.each<[string, unknown, string, number]>([
    [
      'where another one runs',
      storeFaults.fault('ALREADY_RUNNING', 'It runs.', { todo: 'End it.' }),
      'It runs.\n\nEnd it.',
      3,
    ],
    ['with a fault', commonFaults.fault('INVALID', 'No.'), 'No.', 1],
    ['with a defect', new TypeError('broken'), 'broken', 1],
    ['with what is no error', 'a text', 'a text', 1],
  ])('%s before it began says why, with the code of the command line', (_, error, words, code) => {
    refuseToStart(error);
    expect(calls('showErrorBox')).toEqual([['Patchbay cannot start', words]]);
    expect(calls('exit')).toEqual([[code]]);
  });

  test('waits for the console to close, once, however often it is asked to end', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let closing = 0;
    closeBeforeQuit(() => {
      closing += 1;
      return promise;
    }, log);
    let prevented = 0;
    const quit = () => app.emit('will-quit', { preventDefault: () => (prevented += 1) });
    quit();
    quit();
    await settled();
    expect([closing, prevented, calls('exit')]).toEqual([1, 2, []]);
    resolve();
    await settled();
    expect([calls('exit'), logged]).toEqual([[[0]], []]);
  });

  test('comes also where the console cannot close, which is logged', async () => {
    closeBeforeQuit(() => Promise.reject(new Error('stuck')), log);
    app.emit('will-quit', { preventDefault: () => undefined });
    await settled();
    expect(calls('exit')).toEqual([[0]]);
    expect(logged).toEqual([['error', 'The console didn’t shut down cleanly.', { trace: 'Error: stuck' }]]);
  });

  test('comes after five seconds where it never closes', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    closeBeforeQuit(() => new Promise(() => undefined), log);
    app.emit('will-quit', { preventDefault: () => undefined });
    vi.advanceTimersByTime(4_999);
    expect(calls('exit')).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(calls('exit')).toEqual([[0]]);
  });

  test('comes with a defect, which is told and logged, until nobody listens any more', () => {
    const before = {
      uncaughtException: process.listeners('uncaughtException'),
      unhandledRejection: process.listeners('unhandledRejection'),
    };
    const ignore = endOnDefects(log);
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      const own = process.listeners(event as 'uncaughtException').at(-1);
      own?.(new Error(event), 'uncaughtException');
    }
    expect(logged).toEqual([
      ['error', 'Patchbay failed.', { trace: expect.stringMatching(/^Error: uncaughtException\n/) }],
      ['error', 'Patchbay failed.', { trace: expect.stringMatching(/^Error: unhandledRejection\n/) }],
    ]);
    expect([calls('exit'), calls('showErrorBox').length]).toEqual([[[1], [1]], 2]);
    ignore();
    expect({
      uncaughtException: process.listeners('uncaughtException'),
      unhandledRejection: process.listeners('unhandledRejection'),
    }).toEqual(before);
  });
});
