import { type ActName, acts, type Command, Nothing, type Scenario, type Trouble } from './commands.ts';
import { EditHistory, type RecordedConflict } from './history.ts';
import { findFaults } from './quiescence.ts';
import { asPerson, copyTeam, type Process, type Prototype, type Store, type Team } from './rig.ts';
import { trace } from './trace.ts';

/** How often what was done and how it ended, for whoever looks whether the commands do anything. */
export type Tally = Map<string, number>;

const names = ['alpha', 'beta', 'gamma'];
/** As many rounds of syncing as can be needed when nobody changes anything any more. */
const mostRounds = 14;

/** Runs what people do, lets everybody sync, and throws where something is not as it must be. */
export async function runScenario(
  prototype: Prototype,
  scenario: Scenario,
  restart: () => Promise<void>,
  tally: Tally = new Map(),
): Promise<void> {
  const team = await copyTeam(prototype, [0, ...scenario.stores]);
  const run = new Run(team, prototype, tally);
  try {
    for (const [at, command] of scenario.commands.entries()) {
      if (at === scenario.restartAt) await restart();
      await run.do(command);
    }
    await run.settle();
    const faults = [...run.unexpected, ...(await findFaults(team, run.history))];
    if (faults.length > 0) throw new Error(faults.slice(0, 12).join('\n'));
  } finally {
    await team.close();
  }
}

class Run {
  readonly history = new EditHistory();
  readonly unexpected: string[] = [];
  readonly #team: Team;
  readonly #prototype: Prototype;
  readonly #tally: Tally;
  #tags = 0;

  constructor(team: Team, prototype: Prototype, tally: Tally) {
    this.#team = team;
    this.#prototype = prototype;
    this.#tally = tally;
    for (const store of team.stores)
      for (const [table, row, column, value] of columnsOf(store)) this.history.begin(table, row, column, value);
  }

  async do(command: Command): Promise<void> {
    trace(null, command);
    const { stores } = this.#team;
    const chosen = (index: number) => stores[index % stores.length] as Store;
    if (command.do === 'act') await this.#act(chosen(command.store), command.process, command.act, command.n);
    else if (command.do === 'sync') await this.#sync(command, [...new Set(command.stores.map(chosen))]);
    else if (command.do === 'kill') await this.#kill(chosen(command.store));
    else if (command.do === 'another') await this.#openAnother(chosen(command.store));
    else if (command.do === 'clock') chosen(command.store).ahead += command.hours * 3_600_000;
    else if (command.do === 'join') await this.#join();
    this.#drain();
  }

  #count(what: string): void {
    this.#tally.set(what, (this.#tally.get(what) ?? 0) + 1);
  }

  async #openAnother(store: Store): Promise<void> {
    if (store.processes.length < 2) await store.openAnother();
  }

  async #kill(store: Store): Promise<void> {
    this.#drain();
    await store.kill();
  }

  async #join(): Promise<void> {
    if (this.#team.stores.length > 5) return;
    const [first] = this.#team.stores;
    const client = first?.processes[0]?.client;
    const before = this.#team.stores.length;
    if (client) await this.#team.join(this.#prototype, client).catch((error: unknown) => this.#note('join', error));
    for (const store of this.#team.stores.slice(before)) this.#learn(store);
  }

  /** Whoever comes in has seen what came with it. */
  #learn(store: Store): void {
    for (const [table, row, column, value] of columnsOf(store))
      this.history.note(store.name, { at: 0, by: 'sync', tenant: store.tenantId, table, row, column, value });
  }

  async #act(store: Store, index: number, name: ActName, numbers: readonly number[]): Promise<void> {
    const process = store.processes[index % store.processes.length] as Process;
    this.#tags += 1;
    const tag = `t${this.#tags}`;
    const left = [...numbers];
    const next = () => left.push(left[0] ?? 0) && ((left.shift() ?? 0) as number);
    const roll = (below: number) => (below <= 1 ? 0 : next() % below);
    const pick = (sql: string) => {
      const ids = process.rows.statement(`${sql} ORDER BY 1`).pluck().all(store.tenantId);
      if (ids.length === 0) throw new Nothing();
      return ids[roll(ids.length)] as never;
    };
    const called = () => (roll(3) > 0 ? (names[roll(names.length)] as string) : `name ${tag}`);
    const before = name === 'decide' ? conflictsOf(store) : [];
    try {
      const act: (doing: Parameters<(typeof acts)[ActName]>[0]) => Promise<unknown> = acts[name];
      const doing = { client: process.client, process, tenantId: store.tenantId, tag, pick, roll, name: called };
      await asPerson(async () => act(doing));
      this.#count(`${name} ok`);
      if (name !== 'decide') return;
      const after = new Set(conflictsOf(store).map(({ id }) => id));
      for (const conflict of before) if (!after.has(conflict.id)) this.history.decided(conflict);
    } catch (error) {
      if (store.processes.includes(process)) this.#note(name, error, process.logs.at(-1));
    }
  }

  /** What the product refuses in its own words is part of the game. */
  #note(what: string, error: unknown, log = ''): void {
    if (error instanceof Nothing) {
      this.#count(`${what} nothing`);
      return;
    }
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'none';
    this.#count(`${what} ${code}`);
    if (!/^[A-Z_]+$/.test(code) || code === 'INTERNAL_SERVER_ERROR' || code === 'BAD_REQUEST')
      this.unexpected.push(`${what}: ${String(error)} ${log}`);
  }

  async #sync({ trouble, process, meanwhile }: Extract<Command, { do: 'sync' }>, stores: Store[]): Promise<void> {
    const [first] = stores;
    if (!first) return;
    let killed: Promise<void> | undefined;
    const end = begin(first, trouble, () => {
      killed ??= this.#kill(first);
    });
    const syncs = stores.map(async (store) => {
      const { client } = store.processes[process % store.processes.length] as Process;
      await client.sync.now().then(
        () => this.#count(`sync ok, ${trouble.kind}`),
        (error: unknown) => {
          // A process that was killed says nothing.
          const process = store.processes.find((each) => each.client === client);
          if (process) this.#note(`sync, ${trouble.kind}`, error, process.logs.at(-1));
        },
      );
    });
    for (const { act, n } of meanwhile) await this.#act(first, process, act, n);
    await Promise.all(syncs);
    await end();
    await killed;
    first.proxy.set({});
  }

  /** Tells the history what every process has written, in its order. */
  #drain(): void {
    const written = this.#team.stores.flatMap((store) =>
      store.processes.flatMap(({ journal }) => journal.take().map((each) => ({ store, each }))),
    );
    written.sort((a, b) => a.each.at - b.each.at);
    for (const { store, each } of written)
      if (each.tenant === null || each.tenant === store.tenantId) this.history.note(store.name, each);
  }

  /** Everybody can reach everything, and syncs until nothing moves. */
  async settle(): Promise<void> {
    const { stores, database } = this.#team;
    for (const { proxy } of stores) proxy.set({});
    await this.#makeEveryoneEditor();
    let head = -1;
    for (let round = 0; round < mostRounds; round += 1) {
      for (const store of stores) await this.#syncOnce(store, round);
      const now = await database.admin(async (client) =>
        Number((await client.query('SELECT head FROM patchbay.tenants')).rows[0].head),
      );
      if (now === head && stores.every((store) => isQuiet(store))) return;
      head = now;
    }
    const left = stores.flatMap((store) => describe(store));
    this.unexpected.push(`It does not come to rest:\n${left.join('\n')}`);
  }

  async #syncOnce({ name, processes }: Store, round: number): Promise<void> {
    const [process] = processes;
    if (!process) return;
    try {
      let { team } = await process.client.sync.now();
      if (team?.question?.kind === 'deletions')
        ({ team } = await process.client.sync.answer({
          kind: 'deletions',
          choose: round % 2 === 0 ? 'send' : 'restore',
        }));
      if (team && team.heldBack > 0 && round < 4) await process.client.sync.retryHeldBack();
    } catch (error) {
      if (round > 3)
        this.unexpected.push(`${name} cannot sync: ${String(error)} ${process.logs.at(-1)?.slice(0, 900)}`);
    }
    this.#drain();
  }

  /** So that nothing that was changed has to stay where it is. */
  async #makeEveryoneEditor(): Promise<void> {
    const [first] = this.#team.stores;
    const client = first?.processes[0]?.client;
    if (!first || !client) return;
    await this.#syncOnce(first, 0);
    await asPerson(async () => {
      for (const { userId, role } of await client.tenants.members())
        if (role === 'viewer') await client.tenants.updateMember({ userId, role: 'editor' });
    });
  }
}

/** Everything that travels of a store, column by column. */
const columnsOf = ({ tenantId, processes: [process] }: Store) =>
  (process?.registry.tables ?? []).flatMap((table) =>
    (process?.rows.ids(table, tenantId) ?? []).flatMap((row) =>
      Object.entries(process?.rows.read(table, tenantId, row) ?? {}).map(
        ([column, value]) => [table.name, row, column, value] as const,
      ),
    ),
  );

/** Sets the way to the database up to go wrong. @returns what ends that */
function begin({ proxy }: Store, trouble: Trouble, kill: () => void): () => Promise<void> {
  const later = (ms: number, work: () => void) => {
    const done = new Promise<void>((resolve) => {
      setTimeout(() => {
        work();
        resolve();
      }, ms);
    });
    return () => done;
  };
  const nothing = async () => undefined;
  if (trouble.kind === 'none') return nothing;
  if (trouble.kind === 'slow') proxy.set({ delayMs: trouble.ms });
  if (trouble.kind === 'cut') proxy.set({ cutAfter: trouble });
  if (trouble.kind === 'kill') {
    let left = trouble.bytes;
    proxy.set({
      watch: (bytes, direction) => {
        if (direction !== trouble.direction) return;
        left -= bytes;
        if (left <= 0) kill();
      },
    });
  }
  if (trouble.kind === 'stall') {
    proxy.set({ stall: trouble.way });
    return later(trouble.ms, () => {
      proxy.set({});
      proxy.cut();
    });
  }
  if (trouble.kind === 'halfClose')
    return later(trouble.ms, () => {
      proxy.set({ halfClose: trouble.way });
      proxy.set({});
      setTimeout(() => proxy.cut(), 30);
    });
  return nothing;
}

type Row = RecordedConflict & { readonly id: string };

/** The conflicts that a store has recorded. */
export function conflictsOf({ name, processes, tenantId }: Store): Row[] {
  // A process that was killed has none.
  const rows = (processes[0]?.rows
    .statement(
      'SELECT id, kind, table_name AS "table", row_id AS row, column_name AS "column", mine, theirs, base, kept FROM sync_conflicts WHERE tenant_id = ?',
    )
    .all(tenantId) ?? []) as Row[];
  return rows.map((row) => ({ ...row, store: name }));
}

const countOf = ({ processes, tenantId }: Store, table: string): number =>
  processes[0]?.rows.statement(`SELECT count(*) FROM ${table} WHERE tenant_id = ?`).pluck().get(tenantId) as number;

const isQuiet = (store: Store): boolean =>
  ['sync_outbox', 'sync_sent', 'sync_pushes'].every((table) => countOf(store, table) === 0);

/** What keeps a store from being quiet. */
export function describe(store: Store): string[] {
  const { processes, tenantId, name } = store;
  const problem = processes[0]?.rows
    .statement('SELECT coalesce(question, problem) FROM sync_teams WHERE tenant_id = ?')
    .pluck()
    .get(tenantId);
  const waits = ['sync_outbox', 'sync_sent', 'sync_held_back'].flatMap((table) =>
    (processes[0]?.rows.statement(`SELECT * FROM ${table} WHERE tenant_id = ? LIMIT 5`).all(tenantId) ?? []).map(
      (row) => `${name} ${table} ${JSON.stringify(row).slice(0, 400)}`,
    ),
  );
  return typeof problem === 'string' ? [`${name} has a problem: ${problem}`, ...waits] : waits;
}
