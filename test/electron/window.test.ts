import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askForLink, reachConsole } from '#main/hosts/socket/client.ts';
import { launch, launchWindow, projectFolder } from './launch.ts';

describe('the window of the built desktop program', () => {
  it('isolates the page in every way that Electron has', async () => {
    const { window, asked } = await launchWindow();
    expect(window.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: false,
      preload: join(projectFolder, 'out/preload/index.cjs'),
    });
    expect(asked('enableSandbox')).toHaveLength(1);
    expect(asked('setSpellCheckerEnabled')).toEqual([[false]]);
    expect(asked('appendSwitch')).toEqual([]);
  });

  it('opens the page at its own origin, and shows itself once there is something to see', async () => {
    const { window, contents } = await launchWindow();
    expect(contents.loaded).toEqual(['app://patchbay/']);
    expect(window.options.show).toBe(false);
    window.emit('ready-to-show');
    expect(window.did).toContain('show');
  });

  it('keeps what a person made in the data folder and caches beside it', async () => {
    const { asked, data } = await launchWindow();
    expect(asked('setPath')).toEqual([
      ['userData', data],
      ['sessionData', join(data, 'chromium')],
    ]);
    expect(existsSync(join(data, 'patchbay.db'))).toBe(true);
  });

  it('answers commands of its user', async () => {
    const { data } = await launchWindow();
    const place = join(data, 'console.socket.json');
    await expect.poll(() => existsSync(place)).toBe(true);
    const { build } = JSON.parse(readFileSync(place, 'utf8'));
    expect(await askForLink(data)).toBeUndefined();
    const running = await reachConsole(data, build);
    expect(await running?.client.system.about()).toMatchObject({ host: 'electron', dataDirectory: data });
    running?.close();
  });

  it('remembers where it was', async () => {
    const { window, data } = await launchWindow();
    window.emit('close');
    expect(JSON.parse(readFileSync(join(data, 'window.json'), 'utf8'))).toEqual({
      x: 10,
      y: 20,
      width: 1000,
      height: 700,
      maximized: false,
    });
  });

  it('has a native menu made of roles', async () => {
    const [[template]] = (await launchWindow()).asked('setApplicationMenu') as [[{ role?: string }[]]];
    expect(template.map((it) => it.role)).toEqual(
      expect.arrayContaining(['fileMenu', 'editMenu', 'windowMenu', 'help']),
    );
  });

  it('loads the page again when its process crashed, but not for ever', async () => {
    const { contents, asked } = await launchWindow();
    const crash = () => contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    for (let count = 0; count < 3; count++) crash();
    expect(contents.loaded.filter((it) => it === 'reload')).toHaveLength(3);
    crash();
    expect(contents.loaded.filter((it) => it === 'reload')).toHaveLength(3);
    expect(asked('showErrorBox')).toHaveLength(1);
  });

  it('asks before unsaved work is left', async () => {
    const { contents, asked } = await launchWindow();
    let left = false;
    contents.emit('will-prevent-unload', {
      preventDefault: () => {
        left = true;
      },
    });
    expect(asked('showMessageBoxSync')).toHaveLength(1);
    expect(left).toBe(false);
  });
});

describe('a second start', () => {
  it('ends at once where the first one runs in the same session', async () => {
    const { asked, windows } = await launch({ first: false });
    expect(asked('exit')).toEqual([[0]]);
    expect(windows).toEqual([]);
  });

  it('brings the first one to the front', async () => {
    const { app, window } = await launchWindow();
    window.minimized = true;
    app.emit('second-instance', {}, ['electron', '.'], '/');
    expect(window.did).toEqual(['restore', 'show', 'focus']);
  });

  it('is refused with a clear message where another host runs on the data folder', async () => {
    const { data } = await launchWindow();
    const { asked, windows } = await launch({ data });
    expect(asked('showErrorBox')[0]?.[1]).toContain('already runs on this data folder');
    expect(asked('exit')).toEqual([[3]]);
    expect(windows).toEqual([]);
  });
});
