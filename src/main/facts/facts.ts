import { and, asc, desc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { activityId, type IntegrationId, type UserId } from '#contract/common.ts';
import type { Topic } from '#contract/events.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { type Events, staleAfterFact } from '#main/kernel/events.ts';
import type { LogSink } from '#main/kernel/host.ts';
import { type Store, uuidv7, type Writer } from '#main/store/index.ts';
import type { Change, Fact, FactType } from './factTypes.ts';
import { activity, factCursors, facts } from './table.ts';

/** What a domain says of one thing that it changed. */
export interface Happened<S extends z.ZodObject> {
  /** What it was done to; `name` as a person calls it now, which is the line's subject. */
  readonly entity: { readonly id: string | null; readonly name: string };
  /** The integration on whose page the line stands as well. */
  readonly integrationId?: IntegrationId | undefined;
  readonly before?: Change<S> | undefined;
  readonly after?: Change<S> | undefined;
  /** A private thing of `to`: the activity page says `subject` of it, and neither its name nor what changed. */
  readonly private?: { readonly to: UserId; readonly subject: string } | undefined;
}

/** A line of traffic: a request that was sent, a check that was made. Texts are redacted. */
export type Traffic = Omit<typeof activity.$inferInsert, 'id' | 'actorId' | 'actorName' | 'details'> & {
  readonly actor: Actor;
  readonly details?: { name: string; value: string }[];
};

/** Reads facts in order, each exactly once, also those of other processes and of before the last end. */
export interface Subscriber {
  /** Names the durable cursor. */
  readonly name: string;
  /** Facts of these types only. */
  readonly types: readonly string[];
  /**
   * Runs in the transaction that moves the cursor. What it returns runs after the commit, and at most once: what must not be lost
   * belongs into the transaction, as a row or a job.
   */
  handle(w: Writer, fact: Fact): (() => void) | undefined;
}

export interface Facts {
  /** Writes a fact, in the transaction that makes the change. */
  emit<S extends z.ZodObject>(w: Writer, type: FactType<S>, happened: { readonly actor: Actor } & Happened<S>): void;
  /** The same change of several things at once: a fact for each, one line on the activity page. */
  emitAll<S extends z.ZodObject>(
    w: Writer,
    type: FactType<S>,
    all: { readonly actor: Actor; readonly subject: string; readonly things: readonly Happened<S>[] },
  ): void;
  /** Writes a line of traffic, in the transaction that keeps the request or the check itself. */
  recordTraffic(w: Writer, traffic: Traffic): void;
  /** Something changed that is no fact; call it after the commit. */
  readonly signal: Events['signal'];
  /** Every type that a domain declares; the domain's topic is stale where the table of stale topics says nothing else. */
  register(types: readonly FactType[], topic: Topic | undefined): void;
  /** The declared type of a stored fact; a type that this version no longer knows is undefined. */
  typeOf(type: string): FactType | undefined;
  types(): readonly FactType[];
  /** Begins where the subscriber stopped; a new one begins now. */
  subscribe(subscriber: Subscriber): void;
  /** Hears facts of this and every other process from now on, all or those about these nouns. For what is shown, not for what is kept. */
  onFact(listener: (fact: Fact) => void, nouns?: readonly string[]): () => void;
  /** Hands new facts on. Runs after each commit by itself, and looks for those of other processes each second. */
  deliver(): void;
  /** Deletes facts and traffic from before a time, so many of each at most, except facts that a subscriber has not read yet. */
  forget(w: Writer, before: number, most?: number): Forgotten;
  close(): void;
}

/** How many lines of activity went, and whether there may be more to delete. */
export interface Forgotten {
  readonly lines: number;
  readonly more: boolean;
}

interface FactsOptions {
  readonly store: Store;
  readonly events: Events;
  readonly log: LogSink;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
}

/** A subscriber and how it gets on. `behind` spares a search from its cursor on for facts that it does not read. */
interface Reading {
  readonly subscriber: Subscriber;
  failures: number;
  behind: boolean;
}

const pollMs = 1_000;
const batch = 200;
const mostFailures = 5;

export function createFacts({ store, events, log, now }: FactsOptions): Facts {
  const known = new Map<string, { type: FactType; topic: Topic | undefined }>();
  const subscribers: Reading[] = [];
  const listeners = new Map<(fact: Fact) => void, readonly string[] | undefined>();
  let shown = lastSeq(store);
  let delivering = false;

  function insert(w: Writer, row: Omit<typeof facts.$inferInsert, 'id' | 'at'>): void {
    const at = now();
    w.insert(facts)
      .values({ ...row, id: activityId.parse(uuidv7(at)), at })
      .run();
    store.afterCommit(deliver);
  }

  function rowOf<S extends z.ZodObject>(type: FactType<S>, actor: Actor, happened: Happened<S>) {
    const { entity, integrationId, private: hidden } = happened;
    return {
      tenantId: actor.tenantId,
      type: type.type,
      actorKind: actor.kind,
      actorId: actor.kind === 'system' ? null : actor.userId,
      actorName: actor.kind === 'system' ? null : actor.name,
      entityId: entity.id,
      subject: entity.name,
      integrationId: integrationId ?? null,
      privateTo: hidden?.to ?? null,
      publicSubject: hidden?.subject ?? null,
      silent: type.kind === null,
      before: declared(type, happened.before),
      after: declared(type, happened.after),
    };
  }

  function deliver(): void {
    if (delivering) return;
    delivering = true;
    try {
      const fresh = rowsAfter(store, shown);
      for (const fact of fresh) show(fact);
      for (const each of subscribers) {
        each.behind ||= fresh.some(({ type }) => each.subscriber.types.includes(type));
        if (each.behind) hand(each);
      }
    } finally {
      delivering = false;
    }
  }

  function show(fact: Fact): void {
    shown = fact.seq;
    const entry = known.get(fact.type);
    const noun = fact.type.split('.', 1)[0] ?? '';
    const { topics, everywhere } = staleAfterFact(noun, entry?.topic);
    const ids = [fact.entityId, fact.integrationId].filter((id) => id !== null);
    for (const topic of topics) events.changed(topic, everywhere ? null : fact.tenantId, ids);
    if (!fact.silent) events.changed('activity', fact.tenantId, [fact.id]);
    for (const [listener, nouns] of listeners) if (nouns?.includes(noun) ?? true) listener(fact);
  }

  /** One transaction a batch: what the subscriber writes and how far it has read, together. */
  function hand(each: Reading): void {
    const { subscriber } = each;
    let most = batch;
    while (waiting(store, subscriber)) {
      try {
        const after = store.record((w) => readOn(w, subscriber, most));
        each.failures = 0;
        for (const work of after) work();
      } catch (error) {
        if (most === 1) {
          noteFailure(each, error);
          return;
        }
        // Those in front of the one that fails are read alone, and are neither held up nor passed over with it.
        most = 1;
      }
    }
    each.behind = false;
  }

  function noteFailure(each: Reading, error: unknown): void {
    const { subscriber } = each;
    each.failures += 1;
    log('error', 'A subscriber failed at a fact.', { subscriber: subscriber.name, trace: String(error) });
    if (each.failures < mostFailures) return;
    // One fact that cannot be read must not hold up all that come after it.
    store.record((w) => skipOne(w, subscriber));
    each.failures = 0;
  }

  const poll = setInterval(() => store.changedElsewhere() && deliver(), pollMs).unref();

  return {
    emit: (w, type, { actor, ...happened }) => insert(w, rowOf(type, actor, happened)),
    emitAll: (w, type, { actor, subject, things }) => {
      const several = things.length > 1;
      things.forEach((thing, index) => {
        const row = rowOf(type, actor, thing);
        if (!several) insert(w, row);
        else if (index === 0) insert(w, { ...row, subject, integrationId: null });
        else insert(w, { ...row, silent: true });
      });
    },
    recordTraffic: (w, { actor, details = [], ...rest }) => {
      const system = actor.kind === 'system';
      w.insert(activity)
        .values({
          ...rest,
          id: activityId.parse(uuidv7(rest.at)),
          actorId: system ? null : actor.userId,
          actorName: system ? null : actor.name,
          details,
        })
        .run();
    },
    signal: events.signal,
    register: (types, topic) => {
      for (const type of types) known.set(type.type, { type, topic });
    },
    typeOf: (type) => known.get(type)?.type,
    types: () => [...known.values()].map(({ type }) => type),
    subscribe: (subscriber) => {
      const cursor = { subscriber: subscriber.name, seq: lastSeq(store) };
      store.record((w) => w.insert(factCursors).values(cursor).onConflictDoNothing().run());
      subscribers.push({ subscriber, failures: 0, behind: true });
    },
    onFact: (listener, nouns) => {
      listeners.set(listener, nouns);
      return () => void listeners.delete(listener);
    },
    deliver,
    forget: (w, before, most = -1) =>
      forget(
        w,
        subscribers.map(({ subscriber }) => subscriber),
        before,
        most,
      ),
    close: () => clearInterval(poll),
  };
}

/** Only what the type declares is stored; anything else is a mistake of the caller, and the transaction is undone. */
function declared<S extends z.ZodObject>(type: FactType<S>, change: Change<S> | undefined): Fact['after'] {
  if (change === undefined) return null;
  if (type.change === undefined) throw new Error(`The fact ${type.type} declares no fields`);
  return JSON.parse(JSON.stringify(type.change.partial().strict().parse(change)));
}

function lastSeq(store: Store): number {
  return store.read.select({ seq: facts.seq }).from(facts).orderBy(desc(facts.seq)).limit(1).get()?.seq ?? 0;
}

function rowsAfter(store: Store, seq: number): Fact[] {
  return store.read.select().from(facts).where(gt(facts.seq, seq)).orderBy(asc(facts.seq)).all().map(factOf);
}

/** A stored row as a fact. */
function factOf(row: typeof facts.$inferSelect): Fact {
  const { actorKind, actorId, actorName, ...rest } = row;
  return { ...rest, actor: { kind: actorKind, id: actorId, name: actorName } };
}

function unread(w: Pick<Writer, 'select'>, { name, types }: Subscriber) {
  const cursor = w.select({ seq: factCursors.seq }).from(factCursors).where(eq(factCursors.subscriber, name)).get();
  return and(gt(facts.seq, cursor?.seq ?? 0), inArray(facts.type, [...types]));
}

function waiting(store: Store, subscriber: Subscriber): boolean {
  const where = unread(store.read, subscriber);
  return store.read.select({ seq: facts.seq }).from(facts).where(where).limit(1).get() !== undefined;
}

function readOn(w: Writer, subscriber: Subscriber, most: number): (() => void)[] {
  const rows = w.select().from(facts).where(unread(w, subscriber)).orderBy(asc(facts.seq)).limit(most).all();
  const after = rows.map((row) => subscriber.handle(w, factOf(row)));
  const last = rows.at(-1);
  if (last) moveCursor(w, subscriber, last.seq);
  return after.filter((work) => work !== undefined);
}

function skipOne(w: Writer, subscriber: Subscriber): void {
  const next = w.select({ seq: facts.seq }).from(facts).where(unread(w, subscriber)).orderBy(asc(facts.seq)).get();
  if (next) moveCursor(w, subscriber, next.seq);
}

function moveCursor(w: Writer, { name }: Subscriber, seq: number): void {
  w.update(factCursors).set({ seq }).where(eq(factCursors.subscriber, name)).run();
}

function forget(w: Writer, subscribers: readonly Subscriber[], before: number, most: number): Forgotten {
  const unreadSeqs = subscribers.map(
    (each) =>
      w.select({ seq: facts.seq }).from(facts).where(unread(w, each)).orderBy(asc(facts.seq)).limit(1).get()?.seq,
  );
  const read = Math.min(...unreadSeqs.filter((seq) => seq !== undefined), Number.MAX_SAFE_INTEGER);
  const old = sql`${facts.seq} IN (SELECT seq FROM ${facts} WHERE ${facts.at} < ${before} AND ${facts.seq} < ${read} LIMIT ${most})`;
  const gone = w.delete(facts).where(old).returning({ silent: facts.silent }).all();
  const past = sql`(${activity.tenantId}, ${activity.id}) IN (SELECT tenant_id, id FROM ${activity} WHERE ${activity.at} < ${before} LIMIT ${most})`;
  const traffic = w.delete(activity).where(past).run().changes;
  const lines = traffic + gone.filter(({ silent }) => !silent).length;
  return { lines, more: gone.length === most || traffic === most };
}
