import { type BrowserWindow, dialog } from 'electron';
import type { LogSink } from '#main/kernel/host.ts';

/** More crashes than this within the span mean that a new page would crash too. */
const tolerated = 3;
const spanMs = 60_000;

/** Loads the page again after its process crashed, and asks what to do when it hangs. */
export function recover(window: BrowserWindow, log: LogSink, now: () => number): void {
  let crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log('error', 'The page ended unexpectedly.', { reason, exitCode });
    crashes = [...crashes, now()].filter((at) => now() - at < spanMs);
    if (crashes.length <= tolerated) window.webContents.reload();
    else
      dialog.showErrorBox('Patchbay cannot show its page', 'It ended several times in a row. What you saved is kept.');
  });
  window.on('unresponsive', async () => {
    log('warn', 'The page does not answer.');
    const message = 'The page does not answer.';
    const { response } = await dialog.showMessageBox(window, { message, buttons: ['Wait', 'Reload'], cancelId: 0 });
    if (response === 1) window.webContents.reload();
  });
}
