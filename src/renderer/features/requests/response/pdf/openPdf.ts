import {
  getDocument,
  InvalidPDFException,
  PasswordException,
  PDFDataRangeTransport,
  type PDFDocumentLoadingTask,
  type PDFDocumentProxy,
  PDFWorker,
  VerbosityLevel,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerAddress from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import type { ExchangeId } from '#contract/common.ts';
import { client } from '#renderer/platform/client.ts';
import { startThread } from '#renderer/platform/threads.ts';
import { fileOf, withoutWebAssembly } from './pdfFiles.ts';

/** Why a document is not shown: it asks for a password, it is none, or its bytes could not be read, which can be tried again. */
export type PdfProblem =
  | { kind: 'protected' }
  | { kind: 'broken'; reason: string | null }
  | { kind: 'unread'; error: unknown };

export interface Opening {
  readonly document: Promise<PDFDocumentProxy>;
  /** Gives back the memory and ends the thread. */
  close(): void;
}

/** The most that one call carries; bytes. */
const mostRead = 2_000_000;
/** What is read at once where little is wanted; bytes. */
const usualRead = 262_144;

/**
 * Opens the kept body of a sent request as a PDF. It is parsed in a thread of its own, which asks for the parts that it needs; nothing
 * in the document runs, and nothing is loaded from elsewhere. `onFault` hears of bytes that could not be read.
 */
export function openPdf(id: ExchangeId, bytes: number, onFault: (error: unknown) => void): Opening {
  const thread = startThread(workerAddress);
  const body = new KeptBody(id, bytes, onFault);
  let task: PDFDocumentLoadingTask | null = null;
  let isClosed = false;
  const open = async () => {
    await begun(thread);
    if (isClosed) throw new Error('It was closed meanwhile.');
    task = getDocument({ ...options, range: body, worker: PDFWorker.create({ port: thread, verbosity }) });
    return task.promise;
  };
  return {
    document: open(),
    close: () => {
      isClosed = true;
      body.abort();
      void Promise.resolve(task?.destroy()).finally(() => thread.terminate());
    },
  };
}

/** Tables of characters and fonts that a document need not carry; they lie with the page. */
class OwnFiles {
  async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    const address = fileOf(filename);
    const response = address === undefined ? undefined : await fetch(address);
    if (!response?.ok) throw new Error(`${filename} is not there.`);
    return new Uint8Array(await response.arrayBuffer());
  }
}

const verbosity = VerbosityLevel.ERRORS;

const options = {
  rangeChunkSize: usualRead,
  disableAutoFetch: true,
  disableStream: true,
  verbosity,
  enableXfa: false,
  useWasm: false,
  wasmUrl: withoutWebAssembly,
  useWorkerFetch: false,
  BinaryDataFactory: OwnFiles,
  disableWorkerRendering: true,
};

/** Why a document is not shown. */
export function problemOf(error: unknown): PdfProblem {
  if (error instanceof PasswordException) return { kind: 'protected' };
  if (error instanceof InvalidPDFException) return { kind: 'broken', reason: null };
  const isOfThread = error instanceof Error && error.name === 'UnknownErrorException';
  return isOfThread ? { kind: 'broken', reason: error.message } : { kind: 'unread', error };
}

/** Until a thread says that it listens: what it is told before may be lost, since it loads its modules first. */
function begun(thread: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    thread.addEventListener('message', resolve, { once: true });
    thread.addEventListener('error', () => reject(new Error('What reads PDFs could not be loaded.')), { once: true });
  });
}

/** The bytes of a kept body, read in the parts that are asked for. */
class KeptBody extends PDFDataRangeTransport {
  readonly #id: ExchangeId;
  readonly #onFault: (error: unknown) => void;
  readonly #ended = new AbortController();

  constructor(id: ExchangeId, bytes: number, onFault: (error: unknown) => void) {
    super(bytes, null);
    this.#id = id;
    this.#onFault = onFault;
  }

  override requestDataRange(begin: number, end: number): void {
    this.#read(begin, end).then(
      (part) => this.#ended.signal.aborted || this.onDataRange(begin, part),
      (error: unknown) => this.#ended.signal.aborted || this.#onFault(error),
    );
  }

  override abort(): void {
    this.#ended.abort();
  }

  async #read(begin: number, end: number): Promise<Uint8Array> {
    const part = new Uint8Array(end - begin);
    for (let offset = begin; offset < end; ) {
      const input = { id: this.#id, offset, length: Math.min(mostRead, end - offset), as: 'base64' as const };
      const { data } = await client.requests.body(input, { signal: this.#ended.signal });
      const piece = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      if (piece.length === 0) throw new Error('The body is shorter than it was.');
      part.set(piece.subarray(0, end - offset), offset - begin);
      offset += piece.length;
    }
    return part;
  }
}
