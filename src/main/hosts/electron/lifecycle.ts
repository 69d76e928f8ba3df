import { app, dialog } from 'electron';
import { Fault } from '#contract/fault.ts';
import type { LogSink } from '#main/kernel/host.ts';
import { osKeychainBusy } from '#main/vault/index.ts';
import { faultLines } from '../faultLines.ts';

/** The same as the command line's. */
const exitCodes = { failed: 1, alreadyRunning: 3 } as const;

const advice = 'What you saved is kept. Start Patchbay again; the log in its data folder says what went wrong.';

/**
 * Logs what nothing in the program expected, and ends it: what is stored is sound at any moment, what is in memory may not be.
 * Returns a function that stops listening.
 */
export function endOnDefects(log: LogSink): () => void {
  const onDefect = (error: unknown) => {
    log('error', 'Patchbay failed.', {
      trace: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    dialog.showErrorBox('Patchbay has to close', advice);
    app.exit(1);
  };
  process.on('uncaughtException', onDefect);
  process.on('unhandledRejection', onDefect);
  return () => {
    process.off('uncaughtException', onDefect);
    process.off('unhandledRejection', onDefect);
  };
}

const patienceMs = 5_000;

/** A keychain that waits for the person would hold up a clean exit; by now everything is closed. */
function endProgram(): void {
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
    const timer = setTimeout(endProgram, patienceMs);
    close()
      .catch((error: unknown) => log('error', 'The console didn’t shut down cleanly.', { trace: String(error) }))
      .finally(() => {
        clearTimeout(timer);
        endProgram();
      });
  });
}

/** Shows why Patchbay does not start, and ends it with the exit code of the command line. */
export function refuseToStart(error: unknown): void {
  const lines = error instanceof Fault ? faultLines(error) : [error instanceof Error ? error.message : String(error)];
  dialog.showErrorBox('Patchbay cannot start', lines.join('\n\n'));
  app.exit(error instanceof Fault && error.code === 'ALREADY_RUNNING' ? exitCodes.alreadyRunning : exitCodes.failed);
}
