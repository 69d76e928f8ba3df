import type { AdoptionItem, AdoptionOutcome, AdoptionReport } from '#contract/adoption.ts';
import { counted } from '#core/counted.ts';
import type { CommandConsole } from '../commandConsole.ts';
import { commandFault } from '../commandFault.ts';
import { databaseAddress } from '../databaseAddress.ts';
import { ask, readSecret } from '../input.ts';
import type { Output } from '../output.ts';
import { unlockForCommand } from './vault.ts';

export interface AdoptOptions {
  readonly schema?: string;
  /** Says what would be taken over, and stops. */
  readonly dryRun?: boolean;
  /** Takes it over without asking. */
  readonly yes?: boolean;
  readonly team?: boolean;
  readonly passphraseFile?: string;
}

/** Takes over the integrations that another product keeps in Postgres: says what would become of each thing, asks, and does it. */
export async function adopt(
  console: CommandConsole,
  output: Output,
  given: string | undefined,
  options: AdoptOptions,
): Promise<void> {
  const { client } = console;
  const { schema, dryRun = false, yes = false, team = false } = options;
  const url = databaseAddress(given, 'sync adopt');
  if (!dryRun) await unlockForCommand(console, options);
  const fernetKeys = await readFernetKeys();
  const input = {
    url,
    fernetKeys,
    visibility: team ? ('team' as const) : ('private' as const),
    ...(schema === undefined ? {} : { schema }),
  };
  if (yes && !dryRun) return show(output, await client.sync.adopt(input), false);
  const preview = await client.sync.previewAdoption(input);
  if (dryRun) return show(output, preview, true);
  const open = preview.items.filter(({ outcome }) => outcome === 'takenOver' || outcome === 'changed');
  if (open.length === 0) return show(output, preview, false);
  for (const line of reportLines(preview, true)) output.note(line);
  if (!/^y(es)?$/i.test(await ask('Take this over? [y/N] '))) throw notConfirmed(open.length);
  show(output, await client.sync.adopt(input), false);
}

/** The keys that open the credentials: from PATCHBAY_FERNET_KEY, else asked for, else the first line of stdin. Never an argument. */
async function readFernetKeys(): Promise<string> {
  const { PATCHBAY_FERNET_KEY: fromEnvironment = '' } = process.env;
  const keys = fromEnvironment !== '' ? fromEnvironment : await readSecret('Fernet key of the other product: ');
  if (keys.trim() !== '') return keys;
  throw commandFault('INVALID', 'The Fernet key of the other product is needed to open its credentials.', {
    kept: 'Nothing was taken over.',
    todo: 'Give it on stdin or in PATCHBAY_FERNET_KEY; several keys stand with commas between them.',
  });
}

const notConfirmed = (things: number) =>
  commandFault('INVALID', `${counted(things, 'thing')} would be taken over; nobody said yes to it.`, {
    kept: 'Nothing was taken over.',
    todo: 'Run it again with --yes, or look at it first with --dry-run.',
  });

const done: Record<AdoptionOutcome, string> = {
  takenOver: 'taken over',
  changed: 'changed',
  present: 'here already',
  leftOut: 'left out',
};

const outcomes = ['takenOver', 'changed', 'present', 'leftOut'] as const;

function show(output: Output, report: AdoptionReport, isPreview: boolean): void {
  output.result({ ...report, counts: countsOf(report.items), preview: isPreview }, reportLines(report, isPreview));
}

const countsOf = (items: readonly AdoptionItem[]): Record<AdoptionOutcome, number> => {
  const count = (wanted: AdoptionOutcome) => items.filter(({ outcome }) => outcome === wanted).length;
  return {
    takenOver: count('takenOver'),
    changed: count('changed'),
    present: count('present'),
    leftOut: count('leftOut'),
  };
};

function reportLines({ database, schema, items }: AdoptionReport, isPreview: boolean): string[] {
  const counts = countsOf(items);
  const sums = outcomes.filter((each) => counts[each] > 0).map((each) => `${counts[each]} ${done[each]}`);
  const head = isPreview ? `This would come of ${database}, schema ${schema}:` : `Of ${database}, schema ${schema}:`;
  if (items.length === 0) return [`${database}, schema ${schema}, has no integrations in its tables.`];
  return [head, ...items.flatMap(itemLines), '', `${isPreview ? 'It would be' : 'Done'}: ${sums.join(', ')}.`];
}

function itemLines({ kind, name, outcome, notes }: AdoptionItem): string[] {
  const indent = kind === 'integration' ? '' : '  ';
  const [first, ...more] = notes;
  const reason = first === undefined ? '' : `. ${first}`;
  return [`${indent}${kind} ${name}: ${done[outcome]}${reason}`, ...more.map((note) => `${indent}  ${note}`)];
}
