import type { Database } from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CollectionItem } from '#contract/collections.ts';
import { type GroupId, groupId, type SavedRequestId, savedRequestId } from '#contract/common.ts';
import { type Client, testConsole } from '#test/support/testConsole.ts';
import { plainDraft } from '#test/support/world.ts';

/** A thing of the tree as a person would write it down. */
interface Node {
  readonly item: CollectionItem;
  name: string;
  parent: string | null;
  /** When it was deleted, counted in deletions; what goes at once has the same. */
  gone: number | null;
}

/** The simplest tree that could be right: a list in which siblings stand in their order. */
class Model {
  nodes: Node[] = [];
  deletions = 0;

  standing = () => this.nodes.filter(({ gone }) => gone === null);
  inside = (parent: string | null) => this.standing().filter((each) => each.parent === parent);
  find = (id: string) => this.nodes.find(({ item }) => item.id === id);
  below = (id: string): Node[] => this.inside(id).flatMap((each) => [each, ...this.below(each.item.id)]);
  holds = (id: string, inner: string | null): boolean =>
    inner !== null && (inner === id || this.holds(id, this.find(inner)?.parent ?? null));

  add(item: CollectionItem, name: string, parent: string | null) {
    this.nodes.push({ item, name, parent, gone: null });
  }

  place(ids: readonly string[], parent: string | null, before: string | null) {
    const moved = ids.flatMap((id) => this.find(id) ?? []);
    const rest = this.nodes.filter((each) => !moved.includes(each));
    const at = rest.findIndex(
      ({ item, gone, parent: inside }) => item.id === before && gone === null && inside === parent,
    );
    for (const each of moved) each.parent = parent;
    this.nodes = rest.toSpliced(at < 0 ? rest.length : at, 0, ...moved);
  }

  remove(id: string) {
    this.deletions += 1;
    const node = this.find(id);
    for (const each of [...(node ? [node] : []), ...this.below(id)]) each.gone = this.deletions;
  }

  /** The tree as lines, each with its depth. */
  lines(parent: string | null = null, depth = 0): string[] {
    return this.inside(parent).flatMap(({ item, name }) => [
      `${depth} ${item.kind} ${name}`,
      ...this.lines(item.id, depth + 1),
    ]);
  }
}

interface Real {
  readonly client: Client;
  readonly sqlite: Database;
  /** Moves the clock on, so that two deletions are apart. */
  tick(): void;
}

/** The same lines as the console has them. */
async function shownLines({ client, sqlite }: Real): Promise<string[]> {
  const { groups, requests } = await client.collections.tree();
  const positions = siblingOrder(sqlite);
  const lines = (parent: string | null, depth: number): string[] =>
    [
      ...groups
        .filter(({ parentId }) => parentId === parent)
        .map(({ id, name }) => ({ id: String(id), name, kind: 'group' })),
      ...requests
        .filter((each) => each.groupId === parent)
        .map(({ id, name }) => ({ id: String(id), name, kind: 'request' })),
    ]
      .sort((a, b) => (positions.get(a.id) ?? 0) - (positions.get(b.id) ?? 0))
      .flatMap(({ id, name, kind }) => [`${depth} ${kind} ${name}`, ...lines(id, depth + 1)]);
  return lines(null, 0);
}

/** Groups and requests lie mixed; the tree gives each kind in its order, and the keys say how they mix. */
function siblingOrder(sqlite: Database): Map<string, number> {
  const ids = sqlite
    .prepare<[], string>(
      'SELECT id FROM (SELECT id, position FROM request_groups UNION ALL SELECT id, position FROM saved_requests) ORDER BY position, id',
    )
    .pluck()
    .all();
  return new Map(ids.map((id, at) => [id, at]));
}

type Command = fc.AsyncCommand<Model, Real>;
let made = 0;
const next = () => {
  made += 1;
  return made;
};

const command = (
  what: string,
  check: (model: Model) => boolean,
  run: (model: Model, real: Real) => Promise<void>,
): Command => ({
  check,
  run: async (model, real) => {
    real.tick();
    await run(model, real);
    expect(await shownLines(real)).toEqual(model.lines());
  },
  toString: () => what,
});

const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % Math.max(1, from.length)];
const groupsOf = (model: Model) => model.standing().flatMap(({ item }) => (item.kind === 'group' ? [item.id] : []));
/** A group, or the place beside the collections. */
const placeOf = (model: Model, at: number): GroupId | null => pick([null, ...groupsOf(model)], at) ?? null;

const makeGroup = (at: number) =>
  command(
    `make a group in ${at}`,
    () => true,
    async (model, { client }) => {
      const parentId = placeOf(model, at);
      const name = `g${next()}`;
      const { id } = await client.collections.saveGroup({ name, parentId });
      model.add({ kind: 'group', id }, name, parentId);
    },
  );

const makeRequest = (at: number) =>
  command(
    `save a request in ${at}`,
    () => true,
    async (model, { client }) => {
      const inside = placeOf(model, at);
      const name = `r${next()}`;
      const { id } = await client.collections.save({ name, draft: { ...plainDraft, groupId: inside } });
      model.add({ kind: 'request', id }, name, inside);
    },
  );

const move = (which: readonly number[], to: number, beforeAt: number | null) =>
  command(
    `move ${which} into ${to} before ${beforeAt}`,
    (model) => model.standing().length > 0,
    async (model, { client }) => {
      const items = [...new Set(which.flatMap((at) => pick(model.standing(), at)?.item ?? []))];
      const into = placeOf(model, to);
      const before = beforeAt === null ? null : (pick(model.inside(into), beforeAt)?.item ?? null);
      const call = client.collections.move({ items, into, before });
      if (items.some(({ id }) => model.holds(id, into))) await expect(call).rejects.toMatchObject({ code: 'INVALID' });
      else {
        await call;
        const ids = items.map(({ id }): string => id);
        const siblings = model.inside(into).map(({ item }): string => item.id);
        // Before one that moves itself is before the next that stays.
        const after = before === null ? [] : siblings.slice(siblings.indexOf(before.id));
        model.place(ids, into, after.find((id) => !ids.includes(id)) ?? null);
      }
    },
  );

const rename = (at: number) =>
  command(
    `rename ${at}`,
    (model) => model.standing().length > 0,
    async (model, { client }) => {
      const node = pick(model.standing(), at);
      if (node === undefined) return;
      node.name = `n${next()}`;
      await client.collections.rename({ item: node.item, name: node.name });
    },
  );

const remove = (at: number) =>
  command(
    `delete ${at}`,
    (model) => model.standing().length > 0,
    async (model, { client }) => {
      const node = pick(model.standing(), at);
      if (node === undefined) return;
      await client.collections.remove({ items: [node.item] });
      model.remove(node.item.id);
    },
  );

const restore = (at: number) =>
  command(
    `restore ${at}`,
    (model) => model.nodes.some(({ gone }) => gone !== null),
    async (model, { client }) => {
      const listed = [
        ...(await client.collections.deletedGroups()).map(({ id }) => String(id)),
        ...(await client.collections.deletedRequests()).map(({ id }) => String(id)),
      ];
      const roots = model.nodes.filter(
        ({ gone, parent }) => gone !== null && (parent === null || model.find(parent)?.gone !== gone),
      );
      expect(listed.sort()).toEqual(roots.map(({ item }) => String(item.id)).sort());
      const node = pick(roots, at);
      if (node === undefined) return;
      expect(await client.collections.restore({ items: [node.item] })).toEqual({ items: [node.item] });
      if (node.parent !== null && model.find(node.parent)?.gone !== null) node.parent = null;
      const { gone } = node;
      for (const each of model.nodes) if (each.gone === gone) each.gone = null;
    },
  );

const nat = fc.nat(30);
const commands = [
  nat.map(makeGroup),
  nat.map(makeGroup),
  nat.map(makeRequest),
  nat.map(makeRequest),
  fc
    .tuple(fc.array(nat, { minLength: 1, maxLength: 3 }), nat, fc.option(nat))
    .map(([which, to, before]) => move(which, to, before)),
  nat.map(rename),
  nat.map(remove),
  nat.map(restore),
];

test('the tree is what a person would write down, whatever is made, moved, renamed, deleted and restored', async () => {
  const clock = { at: Date.now() };
  const { console, client } = await testConsole({ now: () => clock.at });
  const { sqlite } = console.store;
  const tick = () => {
    clock.at += 1_000;
  };
  sqlite.pragma('synchronous = OFF');
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 25 }), async (given) => {
      const setup = () => {
        sqlite.exec('DELETE FROM saved_requests; DELETE FROM request_groups');
        return { model: new Model(), real: { client, sqlite, tick } };
      };
      await fc.asyncModelRun(setup, given);
      expect(sqlite.pragma('foreign_key_check')).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('folders lie sixty deep and no deeper, however they come there', async () => {
  const { client } = await testConsole();
  const chain: GroupId[] = [];
  for (let depth = 0; depth < 60; depth += 1)
    chain.push((await client.collections.saveGroup({ name: `g${depth}`, parentId: chain.at(-1) ?? null })).id);
  const deepest = chain.at(-1) ?? groupId.parse('');
  const refused = { code: 'INVALID', message: expect.stringContaining('60 deep') };
  await expect(client.collections.saveGroup({ name: 'x', parentId: deepest })).rejects.toMatchObject(refused);
  const { id: outer } = await client.collections.saveGroup({ name: 'outer' });
  const { id: inner } = await client.collections.saveGroup({ name: 'inner', parentId: outer });
  const into = (at: number) =>
    client.collections.move({ items: [{ kind: 'group', id: outer }], into: chain[at] ?? null, before: null });
  await expect(into(58)).rejects.toMatchObject(refused);
  await into(57);
  expect((await client.collections.group({ id: inner })).parentId).toBe(outer);
  // A request at the very bottom takes everything on.
  const { id } = await client.collections.save({ name: 'r', draft: { ...plainDraft, groupId: deepest } });
  expect((await client.collections.request({ id })).draft.groupId).toBe(deepest);
  await client.collections.duplicate({ items: [{ kind: 'group', id: chain[0] ?? deepest }] });
  expect((await client.collections.tree()).groups).toHaveLength(124);
}, 60_000);

test('things are not found where they are not', async () => {
  const { client } = await testConsole();
  const nowhere = '01890000-0000-7000-8000-000000000000';
  const items: CollectionItem[] = [{ kind: 'group', id: groupId.parse(nowhere) }];
  const requests: CollectionItem[] = [{ kind: 'request', id: savedRequestId.parse(nowhere) }];
  const { id } = await client.collections.save({ name: 'r', draft: plainDraft });
  const notFound = { code: 'NOT_FOUND' };
  for (const missing of [items, requests]) {
    await expect(client.collections.move({ items: missing, into: null, before: null })).rejects.toMatchObject(notFound);
    await expect(client.collections.duplicate({ items: missing })).rejects.toMatchObject(notFound);
    await expect(client.collections.remove({ items: missing })).rejects.toMatchObject(notFound);
    expect(await client.collections.restore({ items: missing })).toEqual({ items: [] });
  }
  const move = { items: [{ kind: 'request' as const, id }], into: groupId.parse(nowhere), before: null };
  await expect(client.collections.move(move)).rejects.toMatchObject(notFound);
  await expect(
    client.collections.save({ name: 'x', draft: { ...plainDraft, groupId: groupId.parse(nowhere) } }),
  ).rejects.toMatchObject(notFound);
  // One of another kind is none.
  await expect(
    client.collections.move({ items: [{ kind: 'group', id: groupId.parse(id) }], into: null, before: null }),
  ).rejects.toMatchObject(notFound);
  expect((await client.collections.tree()).requests.map((row) => row.id as SavedRequestId)).toEqual([id]);
});
