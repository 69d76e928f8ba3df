import type { TenantId } from '#contract/common.ts';
import type { SyncQuestion } from '#contract/sync.ts';
import { counted } from '#core/counted.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { noteEverything } from '../engine/capture.ts';
import { restoreDeletions } from '../engine/guard.ts';
import { releaseOutgoing } from '../engine/heldBack.ts';
import { retryHeldBack, startScan } from '../engine/pull.ts';
import { isOfAdmins } from '../engine/registry.ts';
import type { SyncContext } from './context.ts';
import { questionFacts } from './facts.ts';
import { leaveTeam, requireTeam, withTeam } from './members.ts';
import type { Runner } from './runner.ts';
import { readTeam } from './table.ts';

type Answer =
  | { readonly kind: 'deletions'; readonly choose: 'send' | 'restore' }
  | { readonly kind: 'otherDatabase'; readonly choose: 'takeTheirs' | 'sendMine' | 'leave' };

/** Goes on as a person decided. An answer to a question that is not asked any more does nothing. */
export async function answerQuestion(
  context: SyncContext,
  runner: Runner,
  actor: Actor,
  answer: Answer,
): Promise<void> {
  const { tenantId } = actor;
  const { question } = requireTeam(context, tenantId);
  if (question?.kind !== answer.kind) return;
  if (answer.choose === 'leave') {
    await leaveTeam(context, actor, true);
    return;
  }
  const { choose } = answer;
  const settle = (work: () => void) =>
    context.store.write((w) => {
      work();
      context.changeTeam(tenantId, { question: null });
      const entity = { id: tenantId, name: decisionWords(question, choose) };
      context.facts.emit(w, questionFacts.answered, { actor, entity, after: { choose } });
    });
  if (question.kind === 'otherDatabase')
    await goOnWith(context, tenantId, choose === 'takeTheirs' ? 'compare' : 'keepMine', settle);
  else if (choose === 'restore') settle(() => restoreDeletions({ context: context.engine, tenantId }));
  else {
    settle(() => undefined);
    runner.confirmDeletions(question.rows);
  }
}

/** Clocks differ, and the last success is not written down each time. */
const slackMs = 10 * 60_000;

type Choice = Exclude<Answer['choose'], 'leave'>;

function decisionWords(question: SyncQuestion, choose: Choice): string {
  if (question.kind === 'otherDatabase') {
    const database = question.restored ? 'the database, which was set back' : 'another database';
    return choose === 'takeTheirs' ? `to take over the state of ${database}` : `to send what is here to ${database}`;
  }
  const entries = counted(question.rows, 'entry', 'entries');
  return choose === 'restore' ? `to bring ${entries} back` : `to delete ${entries} for the whole team`;
}

/**
 * Compares everything with the database that is there now. What was on its way to the one of before waits again.
 * @param settle keeps that it was decided, with what it changes
 */
async function goOnWith(
  context: SyncContext,
  tenantId: TenantId,
  purpose: 'compare' | 'keepMine',
  settle: (work: () => void) => void,
): Promise<void> {
  const team = requireTeam(context, tenantId);
  const { engine } = context;
  await withTeam(context, team, async (connection) => {
    const server = context.serverOf(connection, tenantId);
    const hello = await server.hello(0, null);
    const given = { purpose, upto: hello.head, token: await server.tokenOf(hello.head) };
    const since = (team.lastSuccessAt ?? 0) + hello.serverTime - context.now() - slackMs;
    const tables = engine.registry.tables.filter((table) => hello.role === 'admin' || !isOfAdmins(table));
    settle(() => {
      context.takeBack(tenantId);
      if (purpose === 'keepMine') noteEverything(engine.rows.sqlite, { ...engine.registry, tables }, tenantId);
      startScan({ context: engine, tenantId }, purpose === 'keepMine' ? { ...given, since } : given, {
        installationId: hello.installation,
        cursor: 0,
        token: null,
        role: hello.role,
      });
    });
  });
}

/** Tries everything that is held back once more. */
export function retryAll(context: SyncContext, tenantId: TenantId): void {
  const { engine, store } = context;
  store.write(() => releaseOutgoing(engine, tenantId));
  if (readTeam(engine.rows, tenantId))
    retryHeldBack({
      context: engine,
      tenantId,
      onApplied: (applied, rows) => context.onApplied(tenantId, applied, rows),
    });
}
