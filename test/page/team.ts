import { type Conflict, conflict, type SyncStatus, syncStatus, type TeamLogin, teamLogin } from '#contract/sync.ts';

type Team = NonNullable<SyncStatus['team']>;

const at = 1_700_000_000_000;

/** The status of a tenant that is shared and in step. */
export const teamStatus = (more: Partial<Team> = {}): SyncStatus =>
  syncStatus.parse({
    team: {
      server: 'pg.example:5432/north',
      login: 'patchbay_me',
      role: 'admin',
      state: 'inStep',
      toSend: 0,
      conflicts: 0,
      heldBack: 0,
      lastSuccessAt: at,
      problem: null,
      question: null,
      progress: null,
      hears: 'atOnce',
      secrets: 'off',
      waitingForVault: 0,
      ...more,
    },
  });

/** The status of a tenant that is on this computer only. */
export const notShared: SyncStatus = { team: null };

/** What the team's database says of a login that was revoked. */
export const endedLogin: NonNullable<Team['problem']> = {
  code: 'NO_ACCESS',
  message: 'Your login to the team’s database has ended.',
  kept: 'What you changed is kept here.',
  todo: 'Ask an admin for a new invitation.',
  at,
};

export const loginWith = (login: string, person: string, more: Partial<TeamLogin> = {}): TeamLogin =>
  teamLogin.parse({
    login,
    person,
    userId: null,
    role: 'editor',
    status: 'active',
    app: '0.1.0',
    lastSeenAt: at,
    expiresAt: null,
    self: false,
    ...more,
  });

export const shown = (text: string, isCut = false) => ({ text, isCut });

/** A conflict over the base URL of an integration, with more to say otherwise. */
export const conflictWith = (id: string, more: Partial<Conflict> = {}): Conflict =>
  conflict.parse({
    id,
    kind: 'field',
    thing: 'integration',
    name: 'Parcels',
    path: '/integrations/parcels',
    field: 'Base URL',
    isText: true,
    mine: shown('https://mine.example'),
    theirs: shown('https://theirs.example'),
    base: shown('https://before.example'),
    by: 'Kim',
    theirsAt: at,
    mineAt: at,
    ...more,
  });
