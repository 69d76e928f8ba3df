import type { SavedRequestId } from '#contract/common.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { type RunOptions, runFaults } from '#contract/runs.ts';
import { type DataRow, readDataRows } from '#core/runs/dataRows.ts';
import type { CookieSource } from '#main/domains/cookies/domain.ts';
import type { SetValue } from '#main/domains/environments/index.ts';
import { needsVault, ScriptValues, type Standing, setValueOf } from '#main/domains/requests/index.ts';

/** A request of a run. */
export interface RunItem {
  /** Names it among the others. */
  readonly id: string;
  readonly savedId: SavedRequestId | null;
  readonly name: string;
  readonly path: readonly string[];
  readonly draft: RequestDraft;
  /** Where it stands, with what was set by then. */
  standing(values: ScriptValues): Standing;
}

/** What is to be run. */
export interface RunPlan {
  readonly name: string;
  readonly environmentName: string | null;
  readonly items: readonly RunItem[];
  /** Cookies of this run alone; null where those of the tenant count. */
  readonly cookies: CookieSource | null;
  /** An iteration each. */
  readonly rows: readonly ReadonlyMap<string, SetValue>[];
}

/** Whether a request of the plan opens something of the vault. What only some rows of data have, they may lack. */
export function planNeedsVault({ items, rows }: RunPlan): boolean {
  const [first = new Map<string, SetValue>(), ...others] = rows;
  const values = new ScriptValues(new Map([...first].filter(([name]) => others.every((row) => row.has(name)))));
  return items.some(({ draft, standing }) => needsVault(draft, standing(values), values));
}

const mostIterations = 100_000;

/** The rows of data that iterations go by. Throws RUN_DATA. */
export function rowsOf({ data, iterations, variables }: RunOptions): ReadonlyMap<string, SetValue>[] {
  const given = Object.entries(variables).map(([name, text]) => [name, setValueOf(name, text)] as const);
  const rows = data === null ? [{}] : rowsIn(data);
  const count = iterations ?? rows.length;
  return Array.from({ length: Math.min(count, mostIterations) }, (_, at) => {
    // More iterations than rows go on with the last one, as Postman's do.
    const row = rows[Math.min(at, rows.length - 1)] ?? {};
    const values = Object.entries(row).map(([name, value]) => [name, setValueOf(name, value)] as const);
    return new Map<string, SetValue>([...values, ...given]);
  });
}

function rowsIn(data: NonNullable<RunOptions['data']>): readonly DataRow[] {
  const read = readDataRows(data);
  if ('problem' in read) throw unreadable(read.problem);
  return read.rows;
}

const unreadable = (why: string) =>
  runFaults.fault('RUN_DATA', `The data cannot be read: ${why}.`, {
    kept: 'Nothing was sent.',
    todo: 'Choose a CSV file with names in its first line, or a JSON file with a list of objects.',
    field: 'data',
  });
