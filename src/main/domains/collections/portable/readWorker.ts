import { readFileSync } from 'node:fs';
import type { DefinitionPart } from '#contract/definitions.ts';
import { readPortable } from '#core/collections/read.ts';
import { isArchive } from '#core/openapi/files.ts';
import { filesIn } from '#main/kernel/archive.ts';
import { serveJobs } from '#main/kernel/workerJobs.ts';
import { type ImportPlan, planImport } from './plan.ts';

/** What the worker does with files of other tools. */
export type CollectionJobs = {
  read: {
    input: { path: string; fileName: string; files?: readonly DefinitionPart[] | undefined } | { text: string };
    result: ImportPlan & { format: string };
  };
};

/** Files that a collection may be made of; others of an archive are not read. */
const isPart = (path: string): boolean => /\.(json|ya?ml|bru|har|js|txt|sh|curl)$/i.test(path);

serveJobs<CollectionJobs>({
  read: async (source) => {
    const read = readPortable(await textsOf(source));
    return { ...planImport(read), format: read.format };
  },
});

async function textsOf(source: CollectionJobs['read']['input']): Promise<{ path: string; text: string }[]> {
  if ('text' in source) return [{ path: '', text: source.text }];
  const bytes = readFileSync(source.path);
  if (!source.files && !isArchive(bytes)) return [{ path: source.fileName, text: decoded(bytes) }];
  const files = await filesIn(bytes, source.files, isPart);
  return [...files].map(([path, content]) => ({ path, text: decoded(content) }));
}

/** Texts are UTF-8, or UTF-16 where a mark says so. */
function decoded(bytes: Uint8Array): string {
  const [a, b] = bytes;
  const charset = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(charset).decode(bytes);
}
