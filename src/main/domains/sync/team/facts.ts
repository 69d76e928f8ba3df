import { z } from 'zod';
import { role } from '#contract/common.ts';
import { counted } from '#core/counted.ts';
import { defineFacts, type FactDetail, factSpec } from '#main/facts/index.ts';
import { defineJobs } from '#main/jobs/index.ts';

/** Facts of a team hold no password, invitation or key, and of an address only where the database is. */

const teamPage: FactDetail = { name: 'Team', value: 'Open the settings of the team', path: '/settings/team' };
/** To the minute, in UTC. */
const momentWords = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const place = z.strictObject({ server: z.string() });
const ofLogin = z.strictObject({ login: z.string() });

const loginDetails = (_before: unknown, { login }: { login?: string | undefined }): FactDetail[] => [
  { name: 'Login', value: login ?? '' },
  teamPage,
];

export const teamFacts = defineFacts('team', {
  received: factSpec({
    kind: 'change',
    action: 'took over changes of',
    change: z.strictObject({ rows: z.int(), conflicts: z.int() }),
    details: (_before, { rows, conflicts }) => [
      { name: 'Changes', value: counted(rows ?? 0, 'row') },
      ...(conflicts ? [{ name: 'Conflicts', value: String(conflicts), path: '/conflicts' }] : []),
    ],
  }),
  shared: factSpec({
    kind: 'tenant',
    action: 'shared',
    change: place,
    details: (_before, { server = '' }) => [{ name: 'Database', value: server }, teamPage],
  }),
  joined: factSpec({
    kind: 'tenant',
    action: 'joined',
    change: place.extend({ role, again: z.boolean() }),
    details: (_before, { server = '', role: as = '', again = false }) => [
      { name: 'Database', value: server },
      { name: 'Role', value: as },
      ...(again ? [{ name: 'Login', value: 'A new one; the one before had ended' }] : []),
      teamPage,
    ],
  }),
  left: factSpec({
    kind: 'tenant',
    action: 'left',
    change: place.extend({ unsent: z.int() }),
    details: (_before, { server = '', unsent = 0 }) => [
      { name: 'Database', value: server },
      ...(unsent > 0 ? [{ name: 'Not sent', value: counted(unsent, 'change') }] : []),
      teamPage,
    ],
  }),
  invited: factSpec({
    kind: 'tenant',
    action: 'invited',
    change: z.strictObject({ name: z.string(), role, until: z.int(), login: z.string(), isMember: z.boolean() }),
    details: (_before, { role: as = '', until = 0, login = '', isMember = false }) => [
      { name: 'Role', value: as },
      { name: 'Can be taken until', value: momentWords(until) },
      ...(isMember ? [{ name: 'For', value: 'Another computer of a member' }] : []),
      { name: 'Login', value: login },
      teamPage,
    ],
  }),
  invitationEnded: factSpec({
    kind: 'tenant',
    action: 'took back the invitation of',
    change: ofLogin,
    details: loginDetails,
  }),
  loginEnded: factSpec({ kind: 'tenant', action: 'ended a login of', change: ofLogin, details: loginDetails }),
  memberRemoved: factSpec({ kind: 'tenant', action: 'removed', details: () => [teamPage] }),
  secretsTravel: factSpec({ kind: 'tenant', action: 'let secrets travel with', details: () => [teamPage] }),
  secretsStay: factSpec({ kind: 'tenant', action: 'stopped secrets from travelling with', details: () => [teamPage] }),
});

const conflictKind = z.enum(['field', 'theyDeleted', 'youDeleted']);
const chosen = z.enum(['mine', 'theirs', 'edit']);
const chosenWords: Record<z.infer<typeof conflictKind>, Record<z.infer<typeof chosen>, string>> = {
  field: { mine: 'What was here', theirs: 'What the team has', edit: 'Another value' },
  theyDeleted: { mine: 'It stays, with the changes of this computer', theirs: 'It is deleted', edit: 'It stays' },
  youDeleted: { mine: 'It is deleted', theirs: 'It stays, with the changes of the team', edit: 'It stays' },
};

/** A conflict that was decided. Its values are not in it. */
export const conflictFacts = defineFacts('conflict', {
  decided: factSpec({
    kind: 'change',
    action: 'decided the conflict of',
    change: z.strictObject({
      kind: conflictKind,
      thing: z.string(),
      /** Null where the whole thing was meant. */
      field: z.string().nullable(),
      chosen,
      /** The page of the thing. */
      path: z.string().nullable(),
    }),
    details: (_before, { kind = 'field', thing = '', field, chosen: choice = 'mine', path }) => [
      ...(field ? [{ name: 'Field', value: field }] : []),
      { name: 'Chosen', value: chosenWords[kind][choice] },
      ...(path ? [{ name: 'Of', value: `Open the ${thing}`, path }] : []),
    ],
  }),
});

/** The answer to a question that sync waited for. */
export const questionFacts = defineFacts('question', {
  answered: factSpec({
    kind: 'tenant',
    action: 'decided',
    change: z.strictObject({ choose: z.enum(['send', 'restore', 'takeTheirs', 'sendMine']) }),
    details: () => [teamPage],
  }),
});

/** What another product kept in its tables came over. */
export const adoptionFacts = defineFacts('adoption', {
  adopted: factSpec({
    kind: 'import',
    action: 'adopted',
    change: z.strictObject({ made: z.int(), leftOut: z.int() }),
    details: (_before, { made = 0, leftOut = 0 }) => [
      { name: 'Taken over', value: counted(made, 'entry', 'entries') },
      { name: 'Left out', value: counted(leftOut, 'entry', 'entries') },
      { name: 'Integrations', value: 'Open the integrations', path: '/integrations' },
    ],
  }),
});

export const syncJobs = defineJobs('sync', {
  forget: {
    title: 'Forget old deletions of a team',
    payload: z.object({}),
    every: { ms: 24 * 60 * 60_000, firstMs: 15 * 60_000 },
  },
});
