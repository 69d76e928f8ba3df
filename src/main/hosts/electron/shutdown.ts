import { app } from 'electron';
import type { LogSink } from '#main/host.ts';

const patienceMs = 5_000;

/** Closes the console before the program ends. One that does not close in time is left: the store survives that. */
export function closeBeforeQuit(close: () => Promise<void>, log: LogSink): void {
  let closing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    setTimeout(() => app.exit(0), patienceMs).unref();
    close()
      .catch((error: unknown) => log('error', 'The console did not close cleanly.', { reason: String(error) }))
      .finally(() => app.exit(0));
  });
}
