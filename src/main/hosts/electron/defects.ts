import { app, dialog } from 'electron';
import type { LogSink } from '#main/kernel/host.ts';

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
