import { ensureBuilt } from './ensureBuilt.ts';
import { runProgram } from './runProgram.ts';
import { hostCommand, type Selection, selectHost } from './startHost.ts';

/** Exit codes from here on mean that a signal ended the program. */
const bySignal = 128;
const earlyMs = 10_000;

function runHost(selection: Selection): Promise<number> {
  const { command, args } = hostCommand(selection.host);
  return runProgram(command, [...args, ...process.argv.slice(2)]);
}

/** Where Electron dies at once, as it does without a sandbox or a reachable display, the console opens in the browser. */
async function runWithFallback(selection: Selection): Promise<number> {
  const started = Date.now();
  let stopped = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      stopped = true;
    });
  const code = await runHost(selection);
  const died = code >= bySignal && Date.now() - started < earlyMs && !stopped;
  if (selection.host === 'loopback' || selection.asked || !died) return code;
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
