import { readFileSync } from 'node:fs';
import type { Store } from '#main/store/index.ts';
import {
  compareDefinitions,
  type Inspection,
  inspectDefinition,
  type ParsedDefinition,
  parseDefinition,
} from '../../openapi/index.ts';
import { piecesOf } from '../pieces.ts';
import { readInspection } from '../readInspection.ts';
import { checkWeight } from './checkWeight.ts';
import type { Reviewed, ReviewJob } from './jobs.ts';
import type { RemoteDocuments, Remotes } from './remotes.ts';
import { stageDefinition } from './stageDefinition.ts';

export type Tell = (label: string, done: number) => void;

/** Reads a document, finds out what it holds, and stores it aside. Throws the faults of `parseDefinition` and `inspectDefinition`. */
export async function runReview(store: Store, remotes: Remotes, job: ReviewJob, tell: Tell): Promise<Reviewed> {
  tell('Reading', 2);
  const input = readSource(job.source);
  const bytes = typeof input === 'string' ? Buffer.byteLength(input) : input.byteLength;
  if (typeof input !== 'string') checkWeight(input);
  tell('Parsing', 5);
  const parsed = parseDefinition(input);
  const documents = await otherDocuments(remotes, job, parsed, tell);
  tell('Finding operations and security', 40);
  const [pieces, inspection] = await Promise.all([
    piecesOf(parsed.text, typeof input === 'string' ? undefined : input),
    inspect(parsed, documents),
  ]);
  const comparison = compareWithBefore(store, job, inspection);
  stageDefinition(store, job, { parsed, pieces, inspection, documents, bytes }, tell);
  return { report: inspection.report, bytes, format: parsed.format, comparison };
}

function readSource(source: ReviewJob['source']): string | Uint8Array {
  if ('text' in source) return source.text;
  return 'bytes' in source ? source.bytes : readFileSync(source.path);
}

async function inspect(parsed: ParsedDefinition, documents: RemoteDocuments | undefined): Promise<Inspection> {
  return inspectDefinition(parsed, documents ? { resolveRemote: documents.resolve } : {});
}

async function otherDocuments(
  remotes: Remotes,
  { remoteReferences, sourceUrl }: ReviewJob,
  { document }: ParsedDefinition,
  tell: Tell,
): Promise<RemoteDocuments | undefined> {
  if (!remoteReferences || sourceUrl === null) return undefined;
  tell('Fetching the documents that it refers to', 30);
  return await remotes.collect(document, sourceUrl);
}

function compareWithBefore(store: Store, { tenantId, before }: ReviewJob, after: Inspection) {
  const stored = before === null ? undefined : readInspection(store.read, tenantId, before);
  return stored ? compareDefinitions(stored, after) : null;
}
