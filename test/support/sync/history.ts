import type { Registry, SyncTable } from '#main/domains/sync/engine/registry.ts';
import type { SqlValue } from '#main/domains/sync/engine/values.ts';
import type { Written } from './journal.ts';
import { trace } from './trace.ts';

/** A value as it is compared; `gone` is the end of a row. */
export type Spelled = string;
const gone: Spelled = 'gone';

export const spell = (value: SqlValue): Spelled => {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('base64')}`;
  return JSON.stringify(value);
};

/** An edit of one field that a store has acknowledged. */
interface Edit {
  readonly id: number;
  readonly store: string;
  readonly value: Spelled;
  /** The edits of the field that the store had seen. */
  readonly seen: ReadonlySet<number>;
}

interface Field {
  readonly table: string;
  readonly row: string;
  readonly column: string;
  readonly edits: Edit[];
}

/** What is recorded of two changes that exclude each other. */
export interface RecordedConflict {
  readonly store: string;
  readonly kind: string;
  readonly table: string;
  readonly row: string;
  readonly column: string;
  readonly mine: SqlValue;
  readonly theirs: SqlValue;
  readonly base: SqlValue;
  readonly kept: string | null;
}

/** What stands in the end, by table, id and column. */
export type Standing = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Spelled>>>;

/** Every edit that a store has acknowledged, with what it had seen: nothing of it may be lost. */
export class EditHistory {
  readonly #fields = new Map<string, Field>();
  readonly #rows = new Map<string, Set<string>>();
  readonly #known = new Map<string, Set<number>>();
  readonly #decided: RecordedConflict[] = [];
  readonly #start = new Map<string, Spelled>();
  #count = 0;

  /** What everybody has before anybody does anything. */
  begin(table: string, row: string, column: string, value: SqlValue): void {
    const place = `${table}\0${row}`;
    this.#rows.set(place, (this.#rows.get(place) ?? new Set()).add(column));
    this.#start.set(`${place}\0${column}`, spell(value));
  }

  note(store: string, written: Written): void {
    const place = `${written.table}\0${written.row}`;
    const columns = this.#rows.get(place) ?? new Set();
    this.#rows.set(place, columns);
    if (written.column === '') for (const column of columns) this.#noteField(store, { ...written, column }, gone);
    else {
      columns.add(written.column);
      this.#noteField(store, written, spell(written.value));
    }
  }

  decided(conflict: RecordedConflict): void {
    this.#decided.push(conflict);
  }

  #noteField(store: string, { table, row, column, by }: Written, value: Spelled): void {
    trace(`${table}.${column}`, store, by, row, value.slice(0, 80));
    const key = `${table}\0${row}\0${column}`;
    const field = this.#fields.get(key) ?? { table, row, column, edits: [] };
    this.#fields.set(key, field);
    const known = this.#known.get(`${store}\0${key}`) ?? new Set<number>();
    this.#known.set(`${store}\0${key}`, known);
    if (by === 'person') {
      const edit = { id: this.#count++, store, value, seen: new Set(known) };
      field.edits.push(edit);
      known.add(edit.id);
      return;
    }
    for (const edit of field.edits.filter((each) => each.value === value || isNumbered(value, each.value)))
      for (const id of [edit.id, ...edit.seen]) known.add(id);
  }

  /** Conflicts between an edit and one that it had seen: nobody has to be asked about those. */
  needless(conflicts: readonly RecordedConflict[]): string[] {
    return conflicts.flatMap((conflict) => {
      // A rule took the change back, as one that closes a circle.
      if (spell(conflict.theirs) === spell(conflict.base)) return [];
      const edits = this.#fields.get(`${conflict.table}\0${conflict.row}\0${conflict.column}`)?.edits ?? [];
      const same = edits.filter(({ value }) => value === spell(conflict.theirs));
      const others = same.filter(({ store }) => store !== conflict.store);
      // Where nobody else has written it, a store is asked about what it has sent itself.
      const theirs = others.length > 0 ? others : same;
      const mine = edits.filter(({ value, store }) => store === conflict.store && value === spell(conflict.mine));
      const knew =
        mine.length > 0 && theirs.length > 0 && mine.every(({ seen }) => theirs.every(({ id }) => seen.has(id)));
      return knew ? [`${conflict.store} is asked about ${conflict.table}.${conflict.column} without need`] : [];
    });
  }

  /** Edits that are neither there, nor followed by one that had seen them, nor a conflict. */
  lost(
    registry: Registry,
    standing: Standing,
    conflicts: readonly RecordedConflict[],
    isHidden: (store: string, table: string, row: string) => boolean,
  ): string[] {
    const all = [...conflicts, ...this.#decided];
    const found: string[] = [];
    for (const field of this.#fields.values()) {
      const table = registry.byName.get(field.table);
      if (!table || !counts(table, field.column)) continue;
      const values = new Map(field.edits.map((edit) => [edit.id, edit.value]));
      const followed = (edit: Edit) =>
        field.edits.some((later) => later !== edit && [...later.seen].some((id) => values.get(id) === edit.value));
      for (const edit of field.edits)
        if (
          !followed(edit) &&
          // What became somebody else's alone is gone for who deleted it.
          !(edit.value === gone && isHidden(edit.store, field.table, field.row)) &&
          !this.#isUndone(field, edit) &&
          !isThere(registry, table, field, edit, standing) &&
          !isRecorded(registry, table, field, edit, all)
        )
          found.push(
            `${edit.store} wrote ${field.table}.${field.column} of ${field.row}: ${edit.value.slice(0, 80)}; there is ` +
              `${standing.get(field.table)?.get(field.row)?.get(field.column)?.slice(0, 80) ?? 'no row'}`,
          );
    }
    return found;
  }

  /** What a store changed and changed back before anybody else had seen it, by this field or another of the row. */
  #isUndone({ table, row, column: own }: Field, edit: Edit): boolean {
    const place = `${table}\0${row}`;
    const columns = edit.value === gone ? [...(this.#rows.get(place) ?? [])] : [own];
    return columns.some((column) => this.#isBackAtStart(`${place}\0${column}`, edit));
  }

  #isBackAtStart(key: string, { store, value }: Edit): boolean {
    const edits = this.#fields.get(key)?.edits ?? [];
    const end = edits.findLast((each) => each.store === store && each.value === value);
    if (!end || value !== (this.#start.get(key) ?? gone)) return false;
    const before = edits.filter(({ id }) => end.seen.has(id));
    const others = [...this.#known].filter(([known]) => known.endsWith(`\0${key}`) && known !== `${store}\0${key}`);
    return (
      before.length > 0 &&
      before.every((each) => each.store === store && others.every(([, known]) => !known.has(each.id)))
    );
  }
}

/** Whether a name is another with a number, as it gets one where both are to be unique. */
const isNumbered = (name: Spelled, before: Spelled): boolean =>
  before.endsWith('"') && name.startsWith(before.slice(0, -1)) && /^[\W_\d]*$/.test(name.slice(before.length - 1));

function counts({ keys, rules, isSecret }: SyncTable, column: string): boolean {
  if (rules.only || isSecret || keys.includes(column) || column === 'created_at') return false;
  return !rules.latest?.includes(column) && !rules.derived?.includes(column);
}

const absorbs = ({ uniques, rules }: SyncTable): boolean =>
  uniques.some((unique) => (rules.mend?.[unique.name] ?? 'absorb') === 'absorb');

const mendings = ({ rules }: SyncTable) => Object.values(rules.mend ?? {});

/** It stands as it was written, or as the rules of the domain change it visibly. */
function isThere(
  { tables }: Registry,
  table: SyncTable,
  { row, column }: Field,
  { value }: Edit,
  standing: Standing,
): boolean {
  const rows = standing.get(table.name);
  const there = rows?.get(row)?.get(column);
  // What was deleted into another table and stands again is not there, and neither is it lost.
  const standsAgain = tables.some(
    ({ name, rules }) => rules.deletedInto === table.name && standing.get(name)?.has(row) === true,
  );
  if (there === undefined && standsAgain) return true;
  // What became one with another of its name is there in the other.
  if (there === undefined && absorbs(table) && [...(rows?.values() ?? [])].some((each) => each.get(column) === value))
    return true;
  if (value === gone || there === undefined) return (value === gone) === (there === undefined);
  // An attachment remembers the connection that it lost.
  if (column === 'connection_id' && rows?.get(row)?.get('lost_connection_id') === value) return true;
  if (there === value) return true;
  for (const mending of mendings(table)) {
    if (mending === 'absorb') continue;
    if ('set' in mending && column in mending.set) return true;
    if ('rename' in mending && mending.rename === column && isNumbered(there, value)) return true;
  }
  // What it referred to is gone.
  const reference = table.references.find((each) => each.column === column);
  return reference !== undefined && there === 'null' && !standing.get(reference.parent)?.has(JSON.parse(value));
}

const matches = (conflict: RecordedConflict, value: Spelled) =>
  spell(conflict.mine) === value || spell(conflict.theirs) === value;

interface Kept {
  readonly t: string;
  readonly r: string;
  readonly d: Readonly<Record<string, unknown>>;
}

function isRecorded(
  { byName }: Registry,
  table: SyncTable,
  { row, column }: Field,
  { value, store }: Edit,
  all: readonly RecordedConflict[],
) {
  // Two things of one name become one, and what differs is a conflict of the one that stays.
  return all.some((conflict) => {
    if (value === gone) return conflict.store === store && conflict.kind === 'youDeleted';
    if (conflict.table === table.name && conflict.column === column && matches(conflict, value))
      return conflict.row === row || absorbs(table);
    // What was deleted into this table came back, and somebody was asked.
    const source = byName.get(conflict.table)?.rules.deletedInto;
    if (source === table.name && conflict.row === row && conflict.store === store && conflict.kind === 'youDeleted')
      return true;
    if (conflict.kept === null) return false;
    return (JSON.parse(conflict.kept) as Kept[]).some(
      ({ t, r, d }) => t === table.name && r === row && JSON.stringify(d[column] ?? null) === value,
    );
  });
}
