import { diedAtOnce } from './diedAtOnce.ts';
import { ensureBuilt } from './ensureBuilt.ts';
import { runProgram } from './runProgram.ts';
import { hostCommand, type Selection, selectHost } from './startHost.ts';

function runHost(selection: Selection): Promise<number> {
  const { command, args } = hostCommand(selection.host);
  return runProgram(command, [...args, ...process.argv.slice(2)]);
}

/** Where Electron cannot run although its binary is there, the console opens in the browser, unless Electron was asked for. */
async function runWithFallback(selection: Selection): Promise<number> {
  const started = Date.now();
  let stopped = false;
  const onStop = () => {
    stopped = true;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, onStop);
  const exitCode = await runHost(selection);
  if (selection.host === 'loopback' || selection.asked) return exitCode;
  if (!diedAtOnce({ exitCode, afterMs: Date.now() - started, stopped })) return exitCode;
  console.error(
    'Electron cannot run here; the console opens in the browser. PATCHBAY_HOST=loopback skips the attempt.',
  );
  return runHost({ host: 'loopback', asked: false });
}

try {
  process.exitCode = (await ensureBuilt()) || (await runWithFallback(selectHost()));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
