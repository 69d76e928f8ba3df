import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { AdoptionInput, AdoptionReport } from '#contract/adoption.ts';
import type { TenantId, UserId } from '#contract/common.ts';
import type { KnownSecret } from '#contract/sync.ts';
import type { Session } from '#contract/tenants.ts';
import { handleJobs } from '#main/jobs/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Domain, TableUse } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { adopt } from './adopt/adopt.ts';
import { readKeys } from './adopt/fernet.ts';
import { adoptions } from './adopt/marks.ts';
import type { AdoptionPorts } from './adopt/run.ts';
import { readSource } from './adopt/source.ts';
import { parseAddress, placeOf } from './server/address.ts';
import { storeTables } from './storeTables.ts';
import { answerQuestion, retryAll } from './team/answers.ts';
import { decideConflicts, listConflicts } from './team/conflicts.ts';
import { createSyncContext } from './team/createContext.ts';
import { joinWith } from './team/enter.ts';
import { adoptionFacts, conflictFacts, questionFacts, syncJobs, teamFacts } from './team/facts.ts';
import { faultOf } from './team/faults.ts';
import {
  endLogin,
  forgetDeletions,
  inviteMember,
  leaveTeam,
  listLogins,
  removeFromTeam,
  setSecrets,
} from './team/members.ts';
import { createRunners } from './team/runners.ts';
import { initTeam, inspectServer, setUpText } from './team/share.ts';
import { listHeldBack, readStatus } from './team/status.ts';
import { readTeam, readTeams } from './team/table.ts';

interface SyncPorts extends Pick<AdoptionPorts, 'integrations' | 'definitions' | 'connections' | 'oauth'> {
  /** The tables of every domain. */
  readonly tables: () => readonly TableUse[];
  readonly readSession: (actor: Actor) => Session;
  /** What a person who leaves has known of the tenant's secrets. */
  readonly knownSecrets: (actor: Actor, userId: UserId) => KnownSecret[];
  /** Domains do what follows from rows that came in. */
  readonly afterSync: (tenantId: TenantId) => void;
}

interface SyncApi {
  /** Lets changes be noted from now on; called once all domains stand, by every process. */
  begin(): void;
  /** Host, port and database through which a tenant is shared; null where it is not. */
  placeOf(tenantId: TenantId): string | null;
}

/** A first download that takes longer goes on while the person looks around. */
const joinMs = 2_000;

/** What a team shares through its own Postgres. */
export function createSync(kernel: Kernel, ports: SyncPorts): Domain<'sync', SyncApi> {
  const context = createSyncContext(kernel, {
    ...ports,
    migrations: join(kernel.host.paths.resources, 'migrations', 'postgres'),
  });
  const isAutomatic = kernel.host.kind !== 'cli';
  const runners = createRunners(context, isAutomatic);
  const status = ({ tenantId }: Actor) => readStatus(context, tenantId, runners.find(tenantId));
  /** What a database refuses is told in the words of the contract. */
  const asked = async <T>(work: () => Promise<T> | T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw faultOf(error);
    }
  };
  const adoption = async (actor: Actor, input: AdoptionInput, dryRun: boolean): Promise<AdoptionReport> => {
    requireRole(actor, 'editor');
    const { visibility } = input;
    const { store, now, facts } = kernel;
    const keys = readKeys(input.fernetKeys);
    return adopt({ store, now, facts, ...ports }, actor, await readSource(input), { visibility, keys, dryRun });
  };
  const thenSync = async (actor: Actor) => {
    await runners
      .of(actor.tenantId)
      .now()
      .catch(() => undefined);
    return status(actor);
  };
  return {
    name: 'sync',
    routes: {
      previewAdoption: (actor, input) => adoption(actor, input, true),
      adopt: (actor, input) => adoption(actor, input, false),
      status,
      inspect: (actor, { url }, signal) => asked(() => inspectServer(context, actor, url, signal)),
      setupSql: (actor, { url }) => asked(() => setUpText(context, actor, url)),
      init: (actor, { url }, signal) =>
        asked(async () => {
          await initTeam(context, actor, url, signal);
          return thenSync(actor);
        }),
      invite: (actor, input) => asked(() => inviteMember(context, actor, input)),
      join: (actor, { invitation }, signal, session) =>
        asked(async () => {
          const tenantId = await joinWith(context, actor, invitation, signal);
          // One that ran under a login that has ended.
          await runners.end(tenantId);
          session.switchTenant(tenantId);
          const filled = thenSync(session.actor());
          await (isAutomatic ? Promise.race([filled, setTimeout(joinMs, null, { ref: false })]) : filled);
          return ports.readSession(session.actor());
        }),
      logins: (actor) => asked(() => listLogins(context, actor)),
      revokeLogin: (actor, { login }) => asked(() => endLogin(context, actor, login)),
      removeMember: (actor, { userId }) =>
        asked(async () => {
          requireRole(actor, 'admin');
          const secrets = ports.knownSecrets(actor, userId);
          await removeFromTeam(context, actor, userId);
          await thenSync(actor);
          return { secrets };
        }),
      now: (actor) =>
        asked(async () => {
          await runners.required(actor.tenantId).now();
          return status(actor);
        }),
      cancel: (actor) => {
        runners.required(actor.tenantId).cancel();
        return status(actor);
      },
      leave: (actor, { discardUnsent }) =>
        asked(async () => {
          await leaveTeam(context, actor, discardUnsent);
          await runners.end(actor.tenantId);
          return status(actor);
        }),
      setSecrets: (actor, { on }) =>
        asked(async () => {
          await setSecrets(context, actor, on);
          return thenSync(actor);
        }),
      conflicts: (actor) => listConflicts(context, actor.tenantId),
      decide: (actor, { decisions }) => decideConflicts(context, actor, decisions),
      heldBack: (actor) => listHeldBack(context, actor.tenantId),
      retryHeldBack: async (actor) => {
        requireRole(actor, 'editor');
        runners.required(actor.tenantId);
        retryAll(context, actor.tenantId);
        await thenSync(actor);
        return listHeldBack(context, actor.tenantId);
      },
      answer: (actor, input) =>
        asked(async () => {
          requireRole(actor, 'editor');
          await answerQuestion(context, runners.required(actor.tenantId), actor, input);
          return input.choose === 'leave' ? status(actor) : thenSync(actor);
        }),
    },
    api: {
      begin: () => runners.begin(),
      placeOf: (tenantId) => {
        const team = readTeam(context.engine.rows, tenantId);
        return team ? placeOf(parseAddress(team.address).address) : null;
      },
    },
    tables: [
      ...storeTables,
      {
        table: adoptions,
        travels: 'all',
        kept: 'withParent',
        refersTo: { integration_id: 'integrations' },
        past: [{ at: adoptions.adoptedAt }],
      },
    ],
    facts: [teamFacts, conflictFacts, questionFacts, adoptionFacts].flatMap((facts) => Object.values(facts)),
    jobs: handleJobs(syncJobs, {
      forget: async () => {
        for (const { tenantId } of readTeams(context.engine.rows)) await forgetDeletions(context, tenantId);
        return undefined;
      },
    }),
    start: () => runners.start(),
    close: () => runners.close(),
  };
}
