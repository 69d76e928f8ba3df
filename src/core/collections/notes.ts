import { collectionFaults, nothingImported } from './faults.ts';
import type { PortableNote } from './portable.ts';

const mostNotes = 2_000;
const longestName = 200;
const longestMessage = 500;
const mostItems = 100_000;

/** What is said while a collection is read or written. Keeps the first 2,000 notes and counts the rest. */
export class NoteList {
  readonly #notes: PortableNote[] = [];
  readonly #said = new Set<string>();
  #more = 0;
  #items = 0;

  add(path: readonly string[], message: string): void {
    const note = {
      path: path.map((name) => shortened(name, longestName)),
      message: shortened(message, longestMessage),
    };
    const identity = JSON.stringify(note);
    if (this.#said.has(identity)) return;
    if (this.#notes.length >= mostNotes) {
      this.#more += 1;
      return;
    }
    this.#said.add(identity);
    this.#notes.push(note);
  }

  /**
   * Counts a folder or request.
   * @throws Fault COLLECTION_TOO_LARGE
   */
  countItem(): void {
    this.#items += 1;
    if (this.#items <= mostItems) return;
    const message = `There are more than ${mostItems.toLocaleString('en')} folders and requests.`;
    throw collectionFaults.fault('COLLECTION_TOO_LARGE', message, {
      kept: nothingImported,
      todo: 'Import one collection at a time.',
    });
  }

  get notes(): readonly PortableNote[] {
    if (this.#more === 0) return this.#notes;
    return [...this.#notes, { path: [], message: `${this.#more.toLocaleString('en')} further notes are not listed.` }];
  }
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** A file, collection, folder or request: where it stands, for what is said about it. */
export class Place {
  readonly notes: NoteList;
  readonly path: readonly string[];

  constructor(notes: NoteList, path: readonly string[] = []) {
    this.notes = notes;
    this.path = path;
  }

  below(name: string): Place {
    return new Place(this.notes, [...this.path, name]);
  }

  /** Notes one sentence: what was left out, and what became of the rest. */
  say(message: string): void {
    this.notes.add(this.path, message);
  }
}
