import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { DefinitionId, TenantId } from '#contract/common.ts';
import {
  compareDefinitions,
  type Digest,
  type Inspection,
  inspectDefinition,
  type ParsedDefinition,
  parseDefinition,
  type ResolveRemote,
  textOf,
} from '#core/openapi/index.ts';
import type { Reader, Store } from '#main/store/index.ts';
import { piecesOf } from '../pieces.ts';
import { readInspection } from '../readInspection.ts';
import { checkWeight } from './checkWeight.ts';
import type { Reviewed, ReviewJob } from './jobs.ts';
import { openStored } from './openStored.ts';
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
  const text = textOf(input);
  // The thread pool compresses while this thread parses; a document that is refused later wastes a moment of it.
  const compressed = piecesOf(text, typeof input === 'string' ? undefined : input);
  compressed.catch(() => undefined);
  const parsed = parseDefinition(text);
  const documents = await otherDocuments(remotes, job, parsed, tell);
  tell('Finding operations and security', 40);
  const inspection = inspectDefinition(parsed, {
    ...resolving(documents?.resolve),
    ...(job.before !== null && { digest }),
  });
  const pieces = await compressed;
  const comparison = compareWithBefore(store, job, inspection);
  stageDefinition(store, job, { parsed, pieces, inspection, documents, bytes }, tell);
  return { report: inspection.report, bytes, format: parsed.format, comparison };
}

const digest: Digest = (text) => hash('sha256', text, 'base64url').slice(0, 16);

function readSource(source: ReviewJob['source']): string | Uint8Array {
  if ('text' in source) return source.text;
  return 'bytes' in source ? source.bytes : readFileSync(source.path);
}

const resolving = (resolveRemote: ResolveRemote | undefined) => (resolveRemote ? { resolveRemote } : {});

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
  return stored && before ? compareDefinitions(withFingerprints(store.read, tenantId, before, stored), after) : null;
}

/** A first import leaves the fingerprints out; they are made when the next one asks. */
function withFingerprints(r: Reader, tenantId: TenantId, id: DefinitionId, stored: Inspection): Inspection {
  if (stored.operations.every(({ fingerprint }) => fingerprint !== '')) return stored;
  const opened = openStored(r, tenantId, id);
  return inspectDefinition(opened, { ...resolving(opened.resolveRemote), digest });
}
