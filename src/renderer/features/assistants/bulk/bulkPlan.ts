import type { AssistantIntegration, ConnectionOption } from '#contract/assistants.ts';
import type { IntegrationId } from '#contract/common.ts';

/** What adding does with one chosen integration. */
export type PlanLine =
  | { kind: 'direct'; row: AssistantIntegration }
  | { kind: 'with'; row: AssistantIntegration; options: ConnectionOption[]; chosen: ConnectionOption }
  | { kind: 'left'; row: AssistantIntegration; reason: string };

/** Reads the options of one integration. */
type ReadOptions = (id: IntegrationId) => Promise<{ optional: boolean; connections: ConnectionOption[] }>;

const atOnce = 4;

/** What adding the rows would do, one line each in their order; a few questions at a time. `onDone` counts the lines. */
export async function planOf(
  rows: readonly AssistantIntegration[],
  readOptions: ReadOptions,
  best: (options: readonly ConnectionOption[]) => ConnectionOption | null,
  onDone: (count: number) => void,
): Promise<PlanLine[]> {
  const lines: PlanLine[] = new Array(rows.length);
  let next = 0;
  let done = 0;
  const work = async () => {
    for (let index = next++; index < rows.length; index = next++) {
      const row = rows[index];
      if (row !== undefined) lines[index] = await lineOf(row, readOptions, best);
      onDone(++done);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return lines;
}

async function lineOf(
  row: AssistantIntegration,
  readOptions: ReadOptions,
  best: (options: readonly ConnectionOption[]) => ConnectionOption | null,
): Promise<PlanLine> {
  if (row.attachment !== null) return { kind: 'left', row, reason: 'Already added' };
  if (!row.needsAuth) return { kind: 'direct', row };
  if (row.noUsableConnection) return { kind: 'left', row, reason: 'No usable connection' };
  const { connections, optional } = await readOptions(row.integrationId);
  const options = connections.filter(({ unfit }) => unfit === null);
  const chosen = best(options);
  if (chosen !== null) return { kind: 'with', row, options, chosen };
  return optional ? { kind: 'direct', row } : { kind: 'left', row, reason: 'No usable connection' };
}

/** The lines as main takes them; those that are left out are not sent. */
export function attachInput(lines: readonly PlanLine[]) {
  return lines.flatMap((line) => {
    if (line.kind === 'left') return [];
    return [{ integrationId: line.row.integrationId, connectionId: line.kind === 'with' ? line.chosen.id : null }];
  });
}
