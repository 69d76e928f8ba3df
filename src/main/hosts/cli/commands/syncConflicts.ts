import type { Conflict } from '#contract/sync.ts';
import { counted } from '#core/counted.ts';
import type { Client, CommandConsole } from '../commandConsole.ts';
import { commandFault } from '../commandFault.ts';
import { moment, type Output } from '../output.ts';
import type { SyncOptions } from './syncState.ts';
import { unlockedWhereNeeded } from './vault.ts';

interface ConflictOptions extends SyncOptions {
  /** Ids of conflicts. */
  readonly mine?: readonly string[];
  readonly theirs?: readonly string[];
  /** All that are not named otherwise. */
  readonly allMine?: boolean;
  readonly allTheirs?: boolean;
}

type Decision = Parameters<Client['sync']['decide']>[0]['decisions'][number];

/** Lists the conflicts that wait for a decision, or decides those that are named. */
export async function syncConflicts(console: CommandConsole, output: Output, options: ConflictOptions): Promise<void> {
  const { client, isShared } = console;
  const named = namedChoices(options);
  const all = options.allMine ? 'mine' : options.allTheirs ? 'theirs' : null;
  if (named.length === 0 && all === null) return list(output, await client.sync.conflicts());
  const decide = (decisions: Decision[]) =>
    unlockedWhereNeeded(console, options, () => client.sync.decide({ decisions }));
  let decided = named.length;
  let left = named.length > 0 ? await decide(named) : await client.sync.conflicts();
  while (all !== null && left.length > 0) {
    decided += left.length;
    left = await decide(left.map(({ id }) => ({ id, choose: all })));
  }
  const open = left.length > 0 ? `, ${left.length} left` : '';
  output.result({ decided, left }, [
    `${counted(decided, 'conflict')} decided${open}.`,
    ...(isShared || decided === 0 ? [] : ['The team gets what you chose with patchbay sync now.']),
  ]);
}

/** What is chosen for each id. Throws USAGE where both are. */
function namedChoices({ mine = [], theirs = [], allMine, allTheirs }: ConflictOptions): Decision[] {
  const both = allMine && allTheirs ? 'all conflicts' : mine.find((id) => theirs.includes(id));
  if (both !== undefined)
    throw commandFault('USAGE', `Choose mine or theirs for ${both}, not both.`, { kept: 'Nothing was decided.' });
  const choose = (ids: readonly string[], choice: Decision['choose']) =>
    [...new Set(ids)].map((id): Decision => ({ id, choose: choice }));
  return [...choose(mine, 'mine'), ...choose(theirs, 'theirs')];
}

function list(output: Output, conflicts: readonly Conflict[]): void {
  output.result(
    conflicts,
    conflicts.length === 0
      ? ['No conflicts.']
      : [
          ...conflicts.flatMap(conflictLines),
          'Decide with --mine <id…> or --theirs <id…>, or all of them with --all-mine or --all-theirs.',
        ],
  );
}

function conflictLines(conflict: Conflict): string[] {
  const { id, thing, name, field, by, mineAt, theirsAt } = conflict;
  const who = by || 'somebody else';
  const [mine, theirs] = sides(conflict);
  return [
    `${id}  ${thing} ${name}${field === null ? '' : `, ${field}`}`,
    `  mine    ${mine}  (you, ${moment(mineAt)})`,
    `  theirs  ${theirs}  (${who}, ${moment(theirsAt)})`,
    '',
  ];
}

function sides({ kind, mine, theirs }: Conflict): [string, string] {
  if (kind === 'theyDeleted') return ['changed', 'deleted'];
  if (kind === 'youDeleted') return ['deleted', 'changed'];
  return [valueWords(mine), valueWords(theirs)];
}

/** A value in one short line. */
function valueWords(value: Conflict['mine']): string {
  if (value === null) return '(none)';
  const text = value.text.replace(/\s+/g, ' ');
  return text === '' ? '(empty)' : text.length > shown || value.isCut ? `${text.slice(0, shown)}…` : text;
}

const shown = 160;
