import { app } from 'electron';
import type { LogSink } from '#main/kernel/host.ts';
import { osKeychainBusy } from '#main/vault/index.ts';

const patienceMs = 5_000;

/** A keychain that waits for the person would hold up a clean exit; by now everything is closed. */
function end(): void {
  if (osKeychainBusy()) process.kill(process.pid, 'SIGKILL');
  else app.exit(0);
}

/** Closes the console before the program ends. One that does not close in time is left: the store survives that. */
export function closeBeforeQuit(close: () => Promise<void>, log: LogSink): void {
  let closing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    const timer = setTimeout(end, patienceMs);
    close()
      .catch((error: unknown) => log('error', 'The console did not close cleanly.', { trace: String(error) }))
      .finally(() => {
        clearTimeout(timer);
        end();
      });
  });
}
