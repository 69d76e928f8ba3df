import { setImmediate } from 'node:timers/promises';
import { and, eq, inArray, isNotNull, or, type SQL, sql } from 'drizzle-orm';
import type { ExchangeId } from '#contract/common.ts';
import type { SentRequestRow } from '#contract/requests.ts';
import type { HistoryFilter } from '#contract/responses.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { countOnceInSteps, type Reader } from '#main/store/index.ts';
import { filters, type HistoryInput, listed, readRows, visibleTo } from './history.ts';
import { sentRequests } from './table.ts';

/** Rows that are looked at in one turn of the event loop. */
const rowsAtOnce = 15_000;

/** As `listHistory`, of the requests that pass filters which most rows do not. Goes on turn by turn, so that no other call waits for it. */
export async function searchHistory(
  r: Reader,
  actor: Actor,
  input: HistoryInput,
): Promise<{ rows: SentRequestRow[]; total: number }> {
  const { offset, limit, ...filter } = input;
  const search = new Search(r, actor, input);
  const ids: ExchangeId[] = [];
  while (!search.isOver && search.hits < offset + limit) {
    const before = search.hits;
    const found = await search.step(true);
    ids.push(...found.slice(Math.max(0, offset - before), offset + limit - before));
  }
  const key = JSON.stringify(['history', actor.tenantId, actor.userId, filter]);
  const total = search.isOver
    ? search.hits
    : await countOnceInSteps(r, key, async () => {
        while (!search.isOver) await search.step(false);
        return search.hits;
      });
  return { rows: readRows(r, actor, ids), total };
}

class Search {
  hits = 0;
  isOver = false;
  readonly #r: Reader;
  readonly #where;
  readonly #hit: SQL;
  #before: { at: number; id: string } | null = null;

  constructor(r: Reader, actor: Actor, input: HistoryInput) {
    this.#r = r;
    this.#where = and(visibleTo(actor), ...filters(input));
    this.#hit = and(...passed(input)) ?? sql`true`;
  }

  /** Counts what is found among the next rows; with the ids, the latest first, where they are wanted. */
  async step(wantsIds: boolean): Promise<ExchangeId[]> {
    if (this.#before !== null) await setImmediate();
    const { at, id } = sentRequests;
    const before = this.#before;
    const further = before === null ? sql`` : sql`AND (${at}, ${id}) < (${before.at}, ${before.id})`;
    const ids = wantsIds ? sql`json_group_array(id) FILTER (WHERE hit)` : sql`'[]'`;
    const found = this.#r.get<{ seen: number; hits: number; ids: string; last: string | null }>(sql`
      SELECT count(*) AS seen, count(*) FILTER (WHERE hit) AS hits, ${ids} AS ids, min(place) AS last
      FROM (SELECT ${id} AS id, ${this.#hit} AS hit, format('%016d', ${at}) || ${id} AS place FROM ${listed}
        WHERE ${this.#where} ${further} ORDER BY ${at} DESC, ${id} DESC LIMIT ${rowsAtOnce})`);
    this.hits += found.hits;
    this.isOver = found.seen < rowsAtOnce || found.last === null;
    if (found.last !== null) this.#before = { at: Number(found.last.slice(0, 16)), id: found.last.slice(16) };
    return JSON.parse(found.ids);
  }
}

/** What a row must pass besides; the cheap ones first, since SQLite stops at the first that fails. */
function passed({ statuses = [], methods = [], failed, connection, marked, text }: HistoryFilter): (SQL | undefined)[] {
  const { status, faultCode, method, connectionName, marked: onlyMarked, search } = sentRequests;
  const sought = text?.trim() ?? '';
  return [
    statuses.length === 0 ? undefined : or(...statuses.map(statusIs)),
    methods.length === 0 ? undefined : inArray(method, methods),
    failed === true ? isNotNull(faultCode) : undefined,
    connection === undefined ? undefined : eq(connectionName, connection),
    marked === true ? eq(onlyMarked, true) : undefined,
    sought === '' ? undefined : sql`instr(${search}, lower(${sought})) > 0`,
  ];

  function statusIs(given: string): SQL {
    const digit = Number(given[0]);
    if (given.endsWith('xx')) return sql`${status} >= ${digit * 100} AND ${status} < ${digit * 100 + 100}`;
    return eq(status, Number(given));
  }
}
