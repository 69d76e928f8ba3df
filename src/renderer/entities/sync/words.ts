import { counted } from '#core/counted.ts';
import type { Tone } from '#renderer/ui/badges.tsx';
import type { Team } from './queries.ts';

/** How it stands between this computer and the team, in few words. */
export function teamWords(team: Team): { tone: Tone; label: string } {
  if (team.question !== null) return { tone: 'warn', label: 'Needs your decision' };
  switch (team.state) {
    case 'inStep':
      return { tone: 'good', label: 'In step' };
    case 'waiting':
      return team.toSend === 0
        ? { tone: 'warn', label: 'Not complete yet' }
        : { tone: 'info', label: toSendWords(team.toSend) };
    case 'working':
      return { tone: 'info', label: team.progress === null ? 'Syncing' : shareWords(team.progress) };
    case 'offline':
      return {
        tone: 'warn',
        label: team.toSend === 0 ? 'Can’t reach the team' : `Offline, ${toSendWords(team.toSend)}`,
      };
    case 'stopped':
      return { tone: 'bad', label: hasEnded(team) ? 'Login has ended' : 'Sync has stopped' };
  }
}

/** "3 changes to send", "Nothing to send". */
export const toSendWords = (rows: number): string =>
  rows === 0 ? 'Nothing to send' : `${counted(rows, 'change')} to send`;

const phaseWords = { download: 'Downloading', upload: 'Sending' } as const;

/** "Downloading 24%", "Sending" where that cannot be told. */
function shareWords({ phase, done, total }: NonNullable<Team['progress']>): string {
  const share = total === null || total === 0 ? '' : ` ${Math.floor((done / total) * 100)}%`;
  return `${phaseWords[phase]}${share}`;
}

/** "Downloading 1,200 of 5,000", "Downloading, 1,200 entries so far". */
export function progressWords({ phase, done, total }: NonNullable<Team['progress']>): string {
  if (total === null) return `${phaseWords[phase]}, ${counted(done, 'entry', 'entries')} so far`;
  return `${phaseWords[phase]} ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
}

/** Whether the team has ended this computer's login, or its time is over. */
export const hasEnded = (team: Team): boolean => team.problem?.code === 'NO_ACCESS';

/** Whether a person has to do something before anything is sent or fetched again. */
export const isStopped = (team: Team): boolean =>
  team.question !== null || (team.problem !== null && (team.state === 'stopped' || hasEnded(team)));

/** Whether the first sync was begun and is not complete. */
export const isIncomplete = (team: Team): boolean => team.lastSuccessAt === null && team.state !== 'working';
