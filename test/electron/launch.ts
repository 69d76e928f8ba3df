import { once } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { createElectronDouble, runWithDouble } from './electronDouble.ts';

export const projectFolder = resolve(import.meta.dirname, '../..');

interface LaunchOptions {
  readonly data?: string;
  readonly first?: boolean;
}

/** What a launch led to: a window, or the end of the program with its exit code. */
async function settle(double: ReturnType<typeof createElectronDouble>): Promise<void> {
  const exited = once(double.exits, 'exit');
  const opened = once(double.app, 'web-contents-created').then(() => new Promise(setImmediate));
  await Promise.race([exited, opened]);
}

/** Starts the built desktop program with the double, on a data folder of its own, and ends it with the test. */
export async function launch({ data = temporaryFolder(), first = true }: LaunchOptions = {}) {
  process.env.PATCHBAY_DATA = data;
  // No keychain of the person who runs the tests.
  process.env.DBUS_SESSION_BUS_ADDRESS = 'unix:path=/nonexistent';
  const double = createElectronDouble({ first, appPath: projectFolder });
  const settled = settle(double);
  await runWithDouble(pathToFileURL(resolve(projectFolder, 'out/main/electron.js')), double);
  await settled;
  const [window] = double.windows;
  const quit = async () => {
    const exited = once(double.exits, 'exit');
    double.app.emit('will-quit', { preventDefault: () => undefined });
    await exited;
  };
  if (window) onTestFinished(quit);
  const asked = (what: string) => double.asked.filter((it) => it.what === what).map((it) => it.with);
  return { ...double, window, data, asked };
}

/** Like `launch`, for a start that must open its window. */
export async function launchWindow(options: LaunchOptions = {}) {
  const launched = await launch(options);
  const { window } = launched;
  if (!window) throw new Error(`No window was opened: ${JSON.stringify(launched.asked('showErrorBox'))}`);
  return { ...launched, window, contents: window.webContents };
}
