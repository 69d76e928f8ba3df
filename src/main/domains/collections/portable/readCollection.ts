import { readFileSync } from 'node:fs';
import type { DefinitionPart } from '#contract/definitions.ts';
import { collectionPicks, collectionText } from '#core/collections/picked.ts';
import { readPortable } from '#core/collections/read.ts';
import { isArchive } from '#core/openapi/files.ts';
import { filesIn } from '#main/kernel/archive.ts';
import { type ImportPlan, planImport } from './plan.ts';

interface TextFile {
  readonly path: string;
  readonly text: string;
}

type Source =
  | { readonly text: string }
  | { readonly texts: readonly TextFile[] }
  /** A file; with `parts`, several that stand one after the other in it. */
  | {
      readonly path: string;
      readonly fileName: string;
      readonly parts?: readonly DefinitionPart[] | undefined;
    };

export interface ReadInput {
  readonly source: Source;
  /** What is run and not kept stays as it is written; of the rest, secrets become variables. */
  readonly secrets: 'asWritten' | 'hoisted';
}

export type ReadPlan = ImportPlan & { readonly format: string };

/** Reads files of other tools. Throws the faults of `readPortable`. */
export async function readCollection({ source, secrets }: ReadInput): Promise<ReadPlan> {
  const read = readPortable(await textsOf(source));
  return { ...planImport(read, secrets), format: read.format };
}

async function textsOf(source: Source): Promise<TextFile[]> {
  if ('texts' in source) return [...source.texts];
  if ('text' in source) return [{ path: '', text: source.text }];
  const bytes = readFileSync(source.path);
  if (!source.parts && !isArchive(bytes)) return [{ path: source.fileName, text: collectionText(bytes) }];
  const files = await filesIn(bytes, source.parts, collectionPicks.isPart);
  return [...files].map(([path, content]) => ({ path, text: collectionText(content) }));
}
