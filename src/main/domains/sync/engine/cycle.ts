import type { SyncQuestion } from '#contract/sync.ts';
import { changeTeam, type Team } from '../team/table.ts';
import { askAboutDeletions } from './guard.ts';
import { hasWaitedForVault, releaseOutgoing } from './heldBack.ts';
import { beginScan, goOnScanning, pullTo, type Run, retryHeldBack, teamOf } from './pull.ts';
import { holdBackAll, openPush, pushAll } from './push.ts';
import type { Hello } from './server.ts';

/** What one run is told besides where it works. */
export interface CycleOptions {
  /** So many deletions of things have been confirmed by a person. */
  readonly confirmedDeletions: number;
}

/**
 * One sync: settles what was on its way, fetches what others did, sends what was done here. Where nothing happened on either side it is
 * one round trip. What a person has to decide first is kept with the team and answered.
 */
export async function syncOnce(
  given: Omit<Run, 'userId'>,
  options: CycleOptions,
): Promise<{ question: SyncQuestion | null; hello: Hello; left: string }> {
  const { context, tenantId, server } = given;
  const before = teamOf(given);
  // A walk that is under way is one over the state that it began with.
  const { upto, token } = before.scan ?? { upto: before.cursor, token: before.token };
  const hello = await server.hello(upto, token);
  const run: Run = { ...given, userId: hello.userId };
  const question = askAboutDatabase(before, hello);
  const end = (asked: SyncQuestion | null) => ({ question: asked, hello, left: context.outbox.signature(tenantId) });
  if (question) return end(ask(run, question));
  noteHello(run, before, hello);
  // Its base is what was here when it was sent, so that it goes before anything is fetched.
  if (openPush(run)) await pushAll(run);
  if (needsComparison(run, hello)) {
    const { scan } = teamOf(run);
    await beginScan(run, scan?.purpose === 'keepMine' ? scan : { purpose: 'compare' }, hello.head);
  }
  if (teamOf(run).scan) await goOnScanning(run);
  await pullTo(run, hello.head);
  if (context.secrets.isOpen && hasWaitedForVault(context, tenantId)) retryHeldBack(run);
  const deletions = askAboutDeletions(run, options.confirmedDeletions);
  if (deletions) return end(ask(run, deletions));
  if (hello.role === 'viewer') holdBackAll(run);
  else await pushAll(run);
  noteSuccess(run);
  return end(null);
}

/** Not written down each time that nothing happened. */
const successMs = 20_000;

function noteSuccess(run: Run): void {
  const { context, tenantId } = run;
  const { lastSuccessAt, problem, question } = teamOf(run);
  const at = context.now();
  if (problem === null && question === null && lastSuccessAt !== null && Math.abs(at - lastSuccessAt) < successMs)
    return;
  context.write(() => changeTeam(context.rows, tenantId, { lastSuccessAt: at, problem: null, question: null }));
}

function ask({ context, tenantId }: Run, question: SyncQuestion): SyncQuestion {
  // It is a person that is waited for now, and not the database.
  context.write(() => changeTeam(context.rows, tenantId, { question, problem: null }));
  return question;
}

/** A database that does not have what this store has seen is another one, or an earlier state of the same. */
function askAboutDatabase(team: Team, hello: Hello): SyncQuestion | null {
  const isSame = hello.installation === team.installationId;
  return isSame && hello.cursorKnown ? null : { kind: 'otherDatabase', restored: isSame };
}

function noteHello({ context, tenantId }: Run, before: Team, { role, secretsOn }: Hello): void {
  if (before.role === role && before.secretsOn === secretsOn) return;
  context.write(() => {
    changeTeam(context.rows, tenantId, { role, secretsOn });
    // What the role of before did not allow may go now.
    if (before.role !== role) releaseOutgoing(context, tenantId);
  });
}

/** Deletions are forgotten that this store has not heard of, or this version knows columns that the last one passed over. */
function needsComparison(run: Run, { horizon }: Hello): boolean {
  const { cursor, scan, knownColumns } = teamOf(run);
  if (scan !== null) return scan.upto < horizon;
  return cursor < horizon || knownColumns !== run.context.registry.knownColumns;
}
