import type { ComparedBodies, FilteredJson, JsonTreeRow, StreamWindow } from '#contract/bodies.ts';
import { EventLog, type StreamKind } from '#core/http/eventLog.ts';
import { serveJobs } from '#main/kernel/workerJobs.ts';
import { BodyBytes, type BodySource } from './bodyBytes.ts';
import { type ComparedSource, compareBodies } from './compareBodies.ts';
import { filterJson } from './jsonFilter.ts';
import { JsonIndex } from './jsonIndex.ts';

/** A kept body under a name of its own; it never changes. */
export interface NamedBody {
  readonly key: string;
  readonly source: BodySource;
}

/** What is read of a kept body as a tree. `at` is null for the document itself. */
export interface RowsOfJson {
  readonly problem: string | null;
  readonly rows: JsonTreeRow[];
}

/** What the worker does with kept bodies, whatever their size. */
export type BodyJobs = {
  rows: { input: { body: NamedBody; at: number | null; from: number; count: number }; result: RowsOfJson };
  filter: { input: { body: NamedBody; path: string }; result: FilteredJson };
  compare: { input: { left: ComparedSource; right: ComparedSource }; result: ComparedBodies };
  events: {
    input: {
      source: BodySource;
      kind: StreamKind;
      charset: string;
      after: number;
      count: number;
      times: readonly number[];
    };
    result: StreamWindow;
  };
};

/** The body that was looked at last stays at hand, and what it holds while it is filtered. */
let open: { readonly key: string; readonly index: JsonIndex; document?: unknown } | null = null;

function opened({ key, source }: NamedBody) {
  if (open?.key === key) return open;
  open?.index.close();
  open = null;
  open = { key, index: new JsonIndex(source) };
  return open;
}

function rowsOf({ body, at, from, count }: BodyJobs['rows']['input']): RowsOfJson {
  const { index } = opened(body);
  if (index.fault !== null) return { problem: problemOf(index), rows: [] };
  const rows = at === null ? [index.row(index.root, null)] : index.members(at, from, count);
  return { problem: null, rows };
}

const problemOf = ({ fault }: JsonIndex) =>
  fault === null ? '' : `At byte ${fault.offset.toLocaleString('en')} ${fault.message}.`;

/** V8 holds no longer text. */
const longestText = 500_000_000;

function filtered({ body, path }: BodyJobs['filter']['input']): FilteredJson {
  const { index } = opened(body);
  const refused = (message: string) => ({ matches: [], count: 0, more: false, problem: { message, at: null } });
  if (index.fault !== null) return refused(`The body is not JSON. ${problemOf(index)}`);
  if (index.bytes.size > longestText) return refused('The body is too long to be filtered.');
  if (open === null) return refused('The body is no longer open.');
  open.document ??= JSON.parse(new TextDecoder().decode(index.bytes.read(0, index.bytes.size)));
  return filterJson(path, open.document, index);
}

const pieceBytes = 1024 * 1024;
/** Of a longer stream the rest is not read as events. */
const mostEvents = 1_000_000;

/** A window of the events of a kept stream; the body is read up to its end, to count them. */
function eventsOf({ source, kind, charset, after, count, times }: BodyJobs['events']['input']): StreamWindow {
  const bytes = new BodyBytes(source);
  try {
    const log = new EventLog(kind, { events: mostEvents, characters: Number.POSITIVE_INFINITY });
    const found: StreamWindow['events'] = [];
    const decoder = new TextDecoder(charset);
    for (let at = 0; at < bytes.size && log.total < mostEvents; at += pieceBytes) {
      log.push(decoder.decode(bytes.read(at, pieceBytes), { stream: true }), null);
      take();
    }
    log.end();
    take();
    return { kind, events: found, total: log.total, first: 1, live: false };

    function take(): void {
      const next = log.after(Math.max(after, found.at(-1)?.seq ?? 0), count - found.length);
      found.push(...next.map((event) => ({ ...event, at: times[event.seq - 1] ?? null })));
    }
  } finally {
    bytes.close();
  }
}

serveJobs<BodyJobs>({
  rows: rowsOf,
  filter: filtered,
  compare: ({ left, right }) => compareBodies(left, right),
  events: eventsOf,
});
