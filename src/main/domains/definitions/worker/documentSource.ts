import { readFileSync } from 'node:fs';
import type { DefinitionPart } from '#contract/definitions.ts';
import type { WrittenFiles } from '#core/openapi/bundle.ts';
import { isArchive } from '#core/openapi/files.ts';
import { checkWeight, type DecodedText, decodeDefinition } from '#core/openapi/index.ts';

/** Where a worker finds what it reads. `files` says which files stand one after the other in the bytes, and `root` which is the first to read. */
export type JobSource =
  | { readonly text: string }
  | (({ readonly path: string } | { readonly bytes: Uint8Array }) & {
      readonly files?: readonly DefinitionPart[] | undefined;
      readonly root?: string | undefined;
    });

/** A document as text, whatever it came as. */
export interface ReadDocument {
  readonly decoded: DecodedText;
  /** Of what it came as; of all its files, where there are many. */
  readonly bytes: number;
  /** Where it was put together of files: what these are. */
  readonly written?: WrittenFiles;
}

/** Reads a document: a text, a file, many files, or an archive of them. Throws the faults of `decodeDefinition` and `bundleDefinition`. */
export async function readDocument(source: JobSource): Promise<ReadDocument> {
  if ('text' in source) {
    return { decoded: decodeDefinition(source.text), bytes: Buffer.byteLength(source.text) };
  }
  const bytes = 'bytes' in source ? source.bytes : readFileSync(source.path);
  if (source.files || isArchive(bytes)) {
    const { readFiles } = await import('./manyFiles.ts');
    return await readFiles(bytes, source);
  }
  checkWeight(bytes);
  return { decoded: decodeDefinition(bytes), bytes: bytes.byteLength };
}
