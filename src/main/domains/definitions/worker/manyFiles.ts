import type { DefinitionPart } from '#contract/definitions.ts';
import { bundleDefinition, type WrittenFiles } from '#core/openapi/bundle.ts';
import { isDefinitionPart } from '#core/openapi/files.ts';
import type { DecodedText } from '#core/openapi/index.ts';
import { filesIn } from '#main/kernel/archive.ts';

/**
 * Makes one document of the files that stand one after the other in some bytes, or of those in a zip archive.
 * Throws DEFINITION_ARCHIVE, DEFINITION_TOO_LARGE, INVALID and the faults of `bundleDefinition`.
 */
export async function readFiles(
  bytes: Uint8Array,
  { files, root }: { readonly files?: readonly DefinitionPart[] | undefined; readonly root?: string | undefined },
): Promise<{ decoded: DecodedText; bytes: number; written: WrittenFiles }> {
  const parts = await filesIn(bytes, files, isDefinitionPart);
  const bundle = bundleDefinition(parts, root);
  return { decoded: { text: bundle.text, notes: bundle.notes }, bytes: bundle.bytes, written: bundle.written };
}
