import { describe, expect, it } from 'vitest';
import { launchWindow } from './launch.ts';

type PermissionRequest = (contents: unknown, name: string, answer: (allowed: boolean) => void, details: object) => void;
type PermissionCheck = (contents: unknown, name: string, origin: string, details: object) => boolean;
type NetworkRequest = (details: { url: string }, answer: (verdict: { cancel: boolean }) => void) => void;

const everything = [
  'media',
  'geolocation',
  'notifications',
  'midi',
  'midiSysex',
  'pointerLock',
  'fullscreen',
  'openExternal',
  'clipboard-read',
  'display-capture',
  'hid',
  'serial',
  'usb',
  'fileSystem',
  'unknown',
];

async function permissions() {
  const { answers } = await launchWindow();
  const request = answers.permissionRequest as unknown as PermissionRequest;
  const check = answers.permissionCheck as unknown as PermissionCheck;
  return (name: string, url: string, isMainFrame = true): boolean[] => {
    const given: boolean[] = [];
    request(null, name, (allowed) => given.push(allowed), { requestingUrl: url, isMainFrame });
    given.push(check(null, name, url, { requestingUrl: url, isMainFrame }));
    return given;
  };
}

describe('permissions', () => {
  it.each(everything)('denies %s, asked and checked', async (name) => {
    expect((await permissions())(name, 'app://patchbay/')).toEqual([false, false]);
  });

  it('lets our own page, and nobody else, put text on the clipboard', async () => {
    const ask = await permissions();
    expect(ask('clipboard-sanitized-write', 'app://patchbay/')).toEqual([true, true]);
    expect(ask('clipboard-sanitized-write', 'app://patchbay/', false)).toEqual([false, false]);
    expect(ask('clipboard-sanitized-write', 'https://example.com/')).toEqual([false, false]);
  });

  it('denies devices and the screen', async () => {
    const { answers } = await launchWindow();
    const device = answers.device as unknown as () => boolean;
    const screen = answers.displayMedia as unknown as (request: object, answer: (streams: object) => void) => void;
    let streams: object | undefined;
    screen({}, (given) => {
      streams = given;
    });
    expect(device()).toBe(false);
    expect(streams).toEqual({});
  });
});

describe('downloads', () => {
  it.each([
    ['blob:app://patchbay/0b6e', false],
    ['blob:https://example.com/0b6e', true],
    ['https://example.com/file.exe', true],
    ['app://patchbay/assets/index.js', true],
    ['app://patchbay/bodies/0b6e', false],
    ['https://example.com/bodies/0b6e', true],
    ['data:text/plain,x', true],
  ])('of %s are refused: %s', async (url, refused) => {
    const { electron } = await launchWindow();
    let prevented = false;
    const asked: unknown[] = [];
    const item = {
      getURL: () => url,
      getFilename: () => '../../inventory.csv',
      setSaveDialogOptions: (options: unknown) => void asked.push(options),
    };
    const event = {
      preventDefault: () => {
        prevented = true;
      },
    };
    electron.session.defaultSession.emit('will-download', event, item);
    expect(prevented).toBe(refused);
    expect(asked).toEqual(refused ? [] : [{ defaultPath: 'inventory.csv' }]);
  });
});

describe('WebRTC', () => {
  it('reaches nothing by itself', async () => {
    const { contents } = await launchWindow();
    expect(contents.webRtcPolicy).toBe('disable_non_proxied_udp');
  });
});

describe('navigation', () => {
  const elsewhere = [
    'https://example.com/',
    'http://127.0.0.1:5173/',
    'file:///etc/passwd',
    'app://other/',
    'javascript:1',
  ];

  it.each(elsewhere)('refuses to go to %s', async (url) => {
    const { contents } = await launchWindow();
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      let prevented = false;
      contents.emit(event, {
        url,
        preventDefault: () => {
          prevented = true;
        },
      });
      expect(prevented, event).toBe(true);
    }
  });

  it('lets the page load itself again', async () => {
    const { contents } = await launchWindow();
    let prevented = false;
    contents.emit('will-navigate', {
      url: 'app://patchbay/integrations',
      preventDefault: () => {
        prevented = true;
      },
    });
    expect(prevented).toBe(false);
  });

  it('refuses webviews, also in contents that were not planned', async () => {
    const { app, contents } = await launchWindow();
    const stray = new (Object.getPrototypeOf(contents).constructor)();
    app.emit('web-contents-created', {}, stray);
    let prevented = 0;
    for (const each of [contents, stray]) each.emit('will-attach-webview', { preventDefault: () => prevented++ });
    expect(prevented).toBe(2);
  });

  it('opens no second window, and gives https links alone to the browser', async () => {
    const { contents, asked } = await launchWindow();
    const links = [
      'https://example.com/docs',
      'http://example.com/',
      'http://127.0.0.1/',
      'file:///etc/passwd',
      'mailto:a@example.com',
      'javascript:alert(1)',
      'ms-msdt:/id',
      'https://user:secret@example.com/',
      'not a link',
    ];
    for (const url of links) expect(contents.openHandler({ url })).toEqual({ action: 'deny' });
    expect(asked('openExternal')).toEqual([['https://example.com/docs']]);
  });
});

describe('network', () => {
  it('is closed to the page; only its own files are let through', async () => {
    const { answers } = await launchWindow();
    const request = answers.request as unknown as NetworkRequest;
    const cancelled = (url: string) => {
      let cancel: boolean | undefined;
      request({ url }, (verdict) => {
        cancel = verdict.cancel;
      });
      return cancel;
    };
    for (const url of ['app://patchbay/', 'blob:app://patchbay/1', 'data:text/plain,a'])
      expect(cancelled(url)).toBe(false);
    for (const url of [
      'https://example.com/',
      'http://127.0.0.1:1/',
      'ws://127.0.0.1:1/',
      'file:///etc/passwd',
      'app://x/',
    ])
      expect(cancelled(url), url).toBe(true);
  });
});

describe('deep links', () => {
  it('are claimed, and lead to an address of the console', async () => {
    const { app, asked, contents } = await launchWindow();
    expect(asked('setAsDefaultProtocolClient')[0]?.[0]).toBe('patchbay');
    app.emit('second-instance', {}, ['electron', '.', 'patchbay://integrations/0190-abc'], '/');
    expect(contents.sent).toEqual([['patchbay:open', '/integrations/0190-abc']]);
  });

  it('come from macOS as an event', async () => {
    const { app, contents } = await launchWindow();
    let prevented = false;
    app.emit(
      'open-url',
      {
        preventDefault: () => {
          prevented = true;
        },
      },
      'patchbay://connections',
    );
    expect(prevented).toBe(true);
    expect(contents.sent).toEqual([['patchbay:open', '/connections']]);
  });

  it('bring a page that still loads there by its address', async () => {
    const { app, contents } = await launchWindow();
    contents.loading = true;
    app.emit('open-url', { preventDefault: () => undefined }, 'patchbay://connections');
    expect(contents.loaded.at(-1)).toBe('app://patchbay/connections');
  });

  it('that are anything else only bring the window to the front', async () => {
    const { app, contents, window } = await launchWindow();
    app.emit('second-instance', {}, ['electron', 'patchbay://../../etc?x=1#y'], '/');
    expect(contents.sent).toEqual([]);
    expect(window.did).toContain('focus');
  });
});
