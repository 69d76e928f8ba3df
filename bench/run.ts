import { parseArgs } from 'node:util';
import { ensureBuilt } from '../scripts/ensureBuilt.ts';
import { measureHealth } from './health/measure.ts';
import { measureImport } from './import/measure.ts';
import { installPeers } from './installPeers.ts';
import { measureLife } from './life/measure.ts';
import { measureList } from './list/measure.ts';
import { publish, type Section } from './report.ts';
import { measureRequests } from './requests/measure.ts';
import { measureRuns } from './runs/measure.ts';
import { measureScripts } from './scripts/measure.ts';
import { measureSend } from './send/measure.ts';
import { measureCommands } from './start/commands.ts';
import { measureStart } from './start/measure.ts';
import { measureSync } from './sync/measure.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, only: { type: 'string' } } });
const runs = Number(values.runs);

const parts: Record<string, () => Promise<Section>> = {
  import: () => measureImport(runs),
  send: () => measureSend(),
  scripts: () => measureScripts(),
  runs: () => measureRuns(runs),
  requests: () => measureRequests(runs),
  list: () => measureList(runs),
  life: () => measureLife(),
  health: () => measureHealth(),
  sync: () => measureSync(runs),
  start: () => measureStart(runs),
  commands: () => measureCommands(runs),
};

installPeers();
await ensureBuilt();
const sections: Section[] = [];
for (const [name, measure] of Object.entries(parts)) {
  if (values.only !== undefined && values.only !== name) continue;
  console.log(`Measuring: ${name} …`);
  sections.push(await measure());
}
publish(sections, runs, values.only === undefined);
