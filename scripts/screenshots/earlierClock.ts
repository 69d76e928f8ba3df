import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const hourMs = 3_600_000;

/** A clock of the program that runs behind, so that pictures show days and not seconds. */
export interface EarlierClock {
  /** For the environment of the program. */
  readonly nodeOptions: string;
  /** From now on it is so many hours before the true time. */
  set(hoursBehind: number): void;
  remove(): void;
}

/** What the program runs before anything else: its clock reads from the file how far it is behind. */
const preload = (file: string) => `
  import { readFileSync } from 'node:fs';
  const now = Date.now;
  let told = 0;
  let behind = 0;
  Date.now = () => {
    const at = now();
    if (at - told > 5) { told = at; behind = Number(readFileSync(${JSON.stringify(file)}, 'utf8')); }
    return at - behind;
  };
`;

export function earlierClock(hoursBehind: number): EarlierClock {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-clock-'));
  const file = join(folder, 'behind');
  const set = (hours: number) => writeFileSync(file, String(hours * hourMs));
  set(hoursBehind);
  return {
    nodeOptions: `--import=data:text/javascript;base64,${Buffer.from(preload(file)).toString('base64')}`,
    set,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
