import type { HeldBack, SyncStatus } from '#contract/sync.ts';
import { counted } from '#core/counted.ts';
import type { Client, CommandConsole } from '../commandConsole.ts';
import { commandFault } from '../commandFault.ts';
import { exitCodes } from '../exitCodes.ts';
import { moment, type Output, table } from '../output.ts';
import { unlockForCommand } from './vault.ts';

/** File whose first line is the passphrase of the vault. */
export interface SyncOptions {
  readonly passphraseFile?: string;
}

type Team = NonNullable<SyncStatus['team']>;

/** Opens the vault, which has the login to the database. A tenant that is not shared has none, and whoever is asked then says so. */
export async function openLogin(
  console: Pick<CommandConsole, 'client' | 'isShared'>,
  options: SyncOptions,
): Promise<void> {
  const { team } = await console.client.sync.status();
  if (team !== null) await unlockForCommand(console, options);
}

/** How the tenant stands with its team. Exit code 10 where a person has to do something. */
export async function syncStatus({ client, isShared }: CommandConsole, output: Output): Promise<void> {
  showStatus(output, await client.sync.status(), isShared);
}

/** Sends and fetches now. Exit code 10 where a person has to do something afterwards. */
export async function syncNow(console: CommandConsole, output: Output, options: SyncOptions): Promise<void> {
  await openLogin(console, options);
  const status = await watched(console, output, () => console.client.sync.now());
  showStatus(output, status, console.isShared);
}

/** Does what may take long, and says meanwhile how far it is. The line to another console does one thing at a time, and tells at the end. */
export async function watched<T>(
  { client, isShared }: Pick<CommandConsole, 'client' | 'isShared'>,
  output: Output,
  work: () => Promise<T>,
): Promise<T> {
  if (isShared) return work();
  let said = '';
  const look = async () => {
    const { team } = await client.sync.status();
    const line = team?.progress ? progressWords(team.progress) : '';
    if (line !== '' && line !== said) output.note(line);
    said = line;
  };
  const timer = setInterval(() => void look().catch(() => undefined), 1_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

function progressWords({ phase, done, total }: NonNullable<Team['progress']>): string {
  const count = total === null ? counted(done, 'row') : `${done.toLocaleString('en')} of ${counted(total, 'row')}`;
  return `${phase === 'download' ? 'Fetched' : 'Sent'} ${count} …`;
}

/** Prints a status, and sets exit code 10 where a person has to do something. */
export function showStatus(output: Output, status: SyncStatus, isShared: boolean): void {
  output.result(status, statusLines(status, isShared));
  if (status.team !== null && needsPerson(status.team)) process.exitCode = exitCodes.needsPerson;
}

const needsPerson = ({ state, conflicts, heldBack }: Team): boolean =>
  state === 'stopped' || conflicts > 0 || heldBack > 0;

function statusLines({ team }: SyncStatus, isShared: boolean): string[] {
  if (team === null)
    return ['This tenant is not shared. Share it with patchbay sync init, or join a team with patchbay sync join.'];
  const { server, login, role, lastSuccessAt, conflicts, heldBack, waitingForVault, secrets } = team;
  return [
    `Team at ${server}, as ${role} (login ${login})`,
    ...stateLines(team, isShared),
    lastSuccessAt === null ? 'Never in step yet' : `Last in step ${moment(lastSuccessAt)}`,
    ...(conflicts > 0 ? [`${counted(conflicts, 'conflict')} to decide: patchbay sync conflicts`] : []),
    ...(heldBack > 0 ? [`${counted(heldBack, 'row')} held back: patchbay sync held-back`] : []),
    secretWords[secrets],
    ...(waitingForVault > 0 ? [`${counted(waitingForVault, 'secret')} to open once the vault is unlocked`] : []),
  ];
}

const secretWords: Record<Team['secrets'], string> = {
  off: 'Secrets stay on each computer',
  on: 'Secrets travel, sealed under a key that the database does not have',
  noKey: 'Secrets travel; this computer waits until somebody who has the key is in step',
};

function stateLines({ state, toSend, problem, question, progress }: Team, isShared: boolean): string[] {
  const changes = counted(toSend, 'changed row');
  const unsent = toSend > 0 ? [`${changes} to send`] : [];
  if (question?.kind === 'deletions')
    return [
      `Stopped: ${question.rows} of ${counted(question.of, 'thing')} were deleted here, and nothing is sent before you say that this was meant`,
      'Answer with patchbay sync answer send, or restore to bring them back',
    ];
  if (question?.kind === 'otherDatabase')
    return [
      `Stopped: ${question.restored ? 'the database was set back to an earlier state' : 'the address leads to another database than before'}`,
      'Answer with patchbay sync answer take-theirs, send-mine or leave',
    ];
  if (problem !== null) {
    const { message, kept, todo } = problem;
    const word = state === 'offline' ? 'Offline' : 'Stopped';
    return [`${word}: ${message}`, ...[kept, todo].filter((text) => text !== null), ...unsent];
  }
  if (progress !== null) return [progressWords(progress)];
  if (state === 'working') return ['The first download is not complete', ...(isShared ? [] : [byHand])];
  if (state === 'inStep') return ['In step'];
  return [`${changes} to send`, ...(isShared ? [] : [byHand])];
}

const byHand = 'No console is running, which would do it by itself: patchbay sync now';

/** The decisions that sync can wait for, as they are typed. */
const answers = {
  send: { kind: 'deletions', choose: 'send' },
  restore: { kind: 'deletions', choose: 'restore' },
  'take-theirs': { kind: 'otherDatabase', choose: 'takeTheirs' },
  'send-mine': { kind: 'otherDatabase', choose: 'sendMine' },
  leave: { kind: 'otherDatabase', choose: 'leave' },
} as const;

/** Answers the question that sync waits for. */
export async function answerSync(
  console: CommandConsole,
  output: Output,
  given: keyof typeof answers,
  options: SyncOptions,
): Promise<void> {
  const { client, isShared } = console;
  const { team } = await client.sync.status();
  const answer = answers[given];
  if (team !== null && team.question?.kind !== answer.kind) throw notAsked(given, team.question);
  await openLogin(console, options);
  const status = await watched(console, output, () => client.sync.answer(answer));
  showStatus(output, status, isShared);
}

function notAsked(given: string, question: Team['question']) {
  const fitting = Object.entries(answers).flatMap(([word, { kind }]) => (kind === question?.kind ? [word] : []));
  return commandFault(
    'CONFLICT',
    question === null ? 'Sync waits for no answer.' : `Sync waits for another answer than ${given}.`,
    {
      kept: 'Nothing was changed.',
      ...(question !== null && { todo: `Answer with ${fitting.join(', ')}.` }),
    },
  );
}

/** Rows that could not be sent or taken over; with `retry` tries them once more. */
export async function syncHeldBack(
  console: CommandConsole,
  output: Output,
  { retry = false, ...options }: SyncOptions & { readonly retry?: boolean },
): Promise<void> {
  const { client } = console;
  if (retry) await openLogin(console, options);
  const rows = await (retry ? client.sync.retryHeldBack() : client.sync.heldBack());
  output.result(rows, rows.length > 0 ? heldBackLines(rows) : ['Nothing is held back.']);
}

const heldBackLines = (rows: readonly HeldBack[]): string[] =>
  table(
    ['WAY', 'WHAT', 'NAME', 'SINCE', 'REASON'],
    rows.map(({ direction, thing, name, at, reason }) => [
      direction === 'out' ? 'not sent' : 'not taken over',
      thing,
      name,
      moment(at),
      reason,
    ]),
  );

/** Lets secrets travel, or no longer. */
export async function setSyncSecrets(
  console: CommandConsole,
  output: Output,
  given: 'on' | 'off',
  options: SyncOptions,
): Promise<void> {
  await openLogin(console, options);
  const status = await watched(console, output, () => console.client.sync.setSecrets({ on: given === 'on' }));
  showStatus(output, status, console.isShared);
}

/** Whether there is a team that commands about people can speak of. */
export const isInTeam = async (client: Client): Promise<boolean> => (await client.sync.status()).team !== null;
