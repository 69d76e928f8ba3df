import { osKeychainBusy } from './vault/index.ts';

/** Ends this process with a code. While a keychain's prompt is open, exit would wait for it; then the process ends itself by signal. */
export function endProcess(code: number): void {
  if (!osKeychainBusy()) process.exit(code);
  process.removeAllListeners('SIGTERM');
  process.kill(process.pid, 'SIGTERM');
}
