import { isObject, lastToken, plainRecord } from '../json/value.ts';
import type { Place } from './source.ts';

/** Far below what the limits of a document allow; only there to end for certain. */
const deepestValue = 1_000;

/** A short text in `A–Z a–z 0–9 - _` that differs for different texts: part of a cryptographic digest. */
export type Digest = (text: string) => string;

/** Finds what a reference names, without a word where there is nothing. `base` is the document that it is in. */
type Lookup = (reference: string, base: string) => Place | undefined;

/** What a value takes and answers, and what it says about itself in words. */
export interface Print {
  readonly substance: string;
  readonly words: string;
}

/** Words of an operation, and what is told of it apart. */
const ofItself = new Set(['summary', 'description', 'tags', 'operationId', 'deprecated', 'externalDocs', 'security']);
const prose = new Set(['summary', 'description', 'title']);

/** The parts of an operation that a comparison tells apart; joined by dots they are its fingerprint. */
const parts = 4;

/** Whether a stored fingerprint is one of these; earlier ones saw nothing behind references. */
export const isFingerprint = (text: string): boolean => text.split('.').length === parts;

/** What of an operation differs between two fingerprints. */
export function changedParts(
  before: string,
  after: string,
): Record<'request' | 'responses' | 'servers' | 'words', boolean> {
  const old = before.split('.');
  const [request, responses, servers, words] = after.split('.').map((part, index) => part !== old[index]);
  return { request: request === true, responses: responses === true, servers: servers === true, words: words === true };
}

/** A value that references lead to. */
interface Node {
  readonly value: unknown;
  readonly base: string;
  readonly name: string;
  /** Of the value itself, without what it refers to; set when it was read. */
  own: Print;
  refs: Node[];
  /** Set once everything that it leads to is known. */
  print: Print | undefined;
  /** For Tarjan's algorithm: when it was met, the earliest it leads back to, and whether it waits for that one. */
  met: number;
  low: number;
  waits: boolean;
}

/**
 * Short texts that change when a value changes, or anything that its references lead to, and not when the keys of its
 * objects are reordered or what it refers to moves. A value that many operations share is read once, so that the whole stays
 * linear in the document: references make a graph, whose circles (Tarjan 1972) are taken as one.
 */
export class Fingerprints {
  readonly #digest: Digest;
  readonly #lookup: Lookup;
  readonly #nodes = new Map<object, Node>();
  readonly #operations = new Map<object, string>();
  #met = 0;

  constructor(digest: Digest, lookup: Lookup) {
    this.#digest = digest;
    this.#lookup = lookup;
  }

  /**
   * Of an operation.
   * @param inherited parameters that stand elsewhere
   * @param servers those of its path
   */
  ofOperation(place: Place, inherited: readonly Place[], servers: Place | undefined, security: unknown): string {
    const own = this.#ownParts(place);
    const given = inherited.map((each) => this.#of(each.value, each.base));
    const path = servers && this.#of(servers.value, servers.base);
    const [request = '', responses = '', theirServers = '', words = ''] = own.split('.');
    return [
      this.#join([request, ...given.map((each) => each.substance)]),
      responses,
      this.#join([theirServers, path?.substance ?? '']),
      this.#join([words, JSON.stringify(security), ...given.map((each) => each.words), path?.words ?? '']),
    ].join('.');
  }

  /** Once for an operation that many paths share. */
  #ownParts({ value, base }: Place): string {
    if (!isObject(value)) return '';
    const known = this.#operations.get(value);
    if (known !== undefined) return known;
    const entries = Object.entries(value);
    const pick = (fits: (key: string) => boolean) => this.#of(plainRecord(entries.filter(([key]) => fits(key))), base);
    const told = pick((key) => ofItself.has(key));
    const responses = pick((key) => key === 'responses');
    const servers = pick((key) => key === 'servers');
    const request = pick((key) => !ofItself.has(key) && key !== 'responses' && key !== 'servers');
    const words = this.#join([told.substance, told.words, request.words, responses.words, servers.words]);
    const made = [request.substance, responses.substance, servers.substance, words].join('.');
    this.#operations.set(value, made);
    return made;
  }

  #of(value: unknown, base: string): Print {
    const node = this.#nodeOf({ value, base, pointer: '' });
    return node.print ?? this.#settle(node);
  }

  #nodeOf({ value, base, pointer }: Place): Node {
    const known = typeof value === 'object' && value !== null ? this.#nodes.get(value) : undefined;
    if (known) return known;
    const node: Node = {
      value,
      base,
      name: lastToken(pointer),
      own: { substance: '', words: '' },
      refs: [],
      print: undefined,
      met: 0,
      low: 0,
      waits: false,
    };
    if (typeof value === 'object' && value !== null) this.#nodes.set(value, node);
    return node;
  }

  /** Tarjan's algorithm, without recursion: chains of references may be long. */
  #settle(start: Node): Print {
    const waiting: Node[] = [];
    const path: { node: Node; next: number }[] = [];
    const enter = (node: Node) => {
      this.#read(node);
      this.#met += 1;
      node.met = this.#met;
      node.low = this.#met;
      node.waits = true;
      waiting.push(node);
      path.push({ node, next: 0 });
    };
    enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { node } = top;
      const ref = node.refs[top.next];
      top.next += 1;
      if (ref === undefined) {
        path.pop();
        const parent = path.at(-1)?.node;
        if (parent) parent.low = Math.min(parent.low, node.low);
        if (node.low === node.met) this.#close(waiting.splice(waiting.lastIndexOf(node)));
      } else if (ref.met === 0) enter(ref);
      else if (ref.waits) node.low = Math.min(node.low, ref.met);
    }
    return start.print ?? { substance: '', words: '' };
  }

  /** Everything that these lead to is known, but for each other. */
  #close(circle: readonly Node[]): void {
    const made = circle.map(({ own, refs }) => ({
      substance: this.#join([own.substance, ...refs.map(({ print, name }) => print?.substance ?? name)]),
      words: this.#join([own.words, ...refs.map(({ print }) => print?.words ?? '')]),
    }));
    const all = {
      substance: this.#join(made.map(({ substance }) => substance).sort()),
      words: this.#join(made.map(({ words }) => words).sort()),
    };
    circle.forEach((node, index) => {
      const own = made[index] ?? all;
      node.waits = false;
      node.print =
        circle.length === 1
          ? own
          : { substance: this.#join([all.substance, own.substance]), words: this.#join([all.words, own.words]) };
    });
  }

  #read(node: Node): void {
    const writer = new Writer(node.base, (reference, base) => {
      const place = this.#lookup(reference, base);
      if (place) node.refs.push(this.#nodeOf(place));
      return place !== undefined;
    });
    const substance = writer.write(node.value, 0);
    node.own = { substance: this.#digest(substance), words: writer.words === '' ? '' : this.#digest(writer.words) };
  }

  #join(texts: readonly string[]): string {
    return this.#digest(texts.join(' '));
  }
}

/** JSON with the keys of objects in order, without what references lead to; the words stand apart. */
class Writer {
  words = '';
  readonly #base: string;
  readonly #refer: (reference: string, base: string) => boolean;

  constructor(base: string, refer: (reference: string, base: string) => boolean) {
    this.#base = base;
    this.#refer = refer;
  }

  write(value: unknown, depth: number): string {
    if (typeof value === 'string') return JSON.stringify(value);
    if (typeof value !== 'object' || value === null) return String(value);
    if (depth > deepestValue) return '"…"';
    return Array.isArray(value) ? this.#list(value, depth) : this.#object(value, depth);
  }

  #list(values: readonly unknown[], depth: number): string {
    let items = '';
    for (const item of values) items += `${this.write(item, depth + 1)},`;
    return `[${items}]`;
  }

  #object(value: object, depth: number): string {
    if (!isObject(value)) return '{}';
    let members = '';
    for (const key of Object.keys(value).sort()) {
      const member = value[key];
      if (key === '$ref' && typeof member === 'string' && this.#refer(member, this.#base)) members += '→,';
      else if (prose.has(key) && typeof member === 'string') this.words += `${key}:${JSON.stringify(member)},`;
      else members += `${JSON.stringify(key)}:${this.write(member, depth + 1)},`;
    }
    return `{${members}}`;
  }
}
