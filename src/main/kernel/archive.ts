import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import type { DefinitionPart } from '#contract/definitions.ts';
import { commonFaults, Fault } from '#contract/fault.ts';
import { definitionFaults } from '#contract/openapi.ts';
import { fileLimits, folderPath, tooManyBytes, tooManyFiles } from '#core/openapi/files.ts';

const kept = 'Nothing was imported or changed.';

/**
 * The files of a folder that stand one after the other in some bytes, or those in a zip archive, by their paths. `isWanted` says which of
 * an archive are read. Throws DEFINITION_ARCHIVE, DEFINITION_TOO_LARGE or INVALID.
 */
export async function filesIn(
  bytes: Uint8Array,
  files: readonly DefinitionPart[] | undefined,
  isWanted: (path: string) => boolean,
): Promise<Map<string, Uint8Array>> {
  return files ? cut(bytes, files) : await unzip(bytes, isWanted);
}

function cut(bytes: Uint8Array, files: readonly DefinitionPart[]): Map<string, Uint8Array> {
  const parts = new Map<string, Uint8Array>();
  let start = 0;
  for (const file of files) {
    const path = folderPath(file.path);
    if (path === undefined) throw invalid(`The path ${file.path} leads out of its folder.`);
    parts.set(path, bytes.subarray(start, start + file.bytes));
    start += file.bytes;
  }
  if (start !== bytes.byteLength) throw invalid('The sizes of the files do not add up to what was sent.');
  return parts;
}

const invalid = (message: string) => commonFaults.fault('INVALID', message, { kept, todo: 'Choose the files again.' });

/** Reads what is wanted out of an archive; nothing is written anywhere, and no link in it is followed. */
async function unzip(bytes: Uint8Array, isWanted: (path: string) => boolean): Promise<Map<string, Uint8Array>> {
  const parts = new Map<string, Uint8Array>();
  let left = fileLimits.bytes;
  try {
    const archive = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    for await (const entry of archive.eachEntry()) {
      const path = folderPath(entry.fileName);
      if (path === undefined) throw broken(`leads out of its folder with “${entry.fileName.slice(0, 200)}”`);
      if (isFolder(entry) || isLink(entry) || !isWanted(path)) continue;
      if (entry.isEncrypted()) throw broken(`is protected by a password (${path})`);
      if (parts.size === fileLimits.files) throw tooManyFiles(parts.size);
      const content = await inflate(archive, entry, left);
      left -= content.byteLength;
      parts.set(path, content);
    }
  } catch (error) {
    throw error instanceof Fault || !(error instanceof Error) ? error : unreadable(error);
  }
  return parts;
}

const isFolder = ({ fileName }: Entry): boolean => fileName.endsWith('/');

/** A symbolic link, by the mode that Unix keeps in the upper half (APPNOTE.TXT 4.4.15). */
const isLink = ({ externalFileAttributes }: Entry): boolean =>
  ((externalFileAttributes >>> 16) & 0o170_000) === 0o120_000;

/** What an entry says of its size is not believed: the reading ends when there is more than may be. */
async function inflate(archive: ZipFile, entry: Entry, most: number): Promise<Buffer> {
  const stream = await archive.openReadStreamPromise(entry);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > most) throw tooManyBytes();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What the library says is about bytes; the two that a person can do something about are told apart. */
function unreadable({ message }: Error) {
  if (/relative path|absolute path|characters in fileName/.test(message)) return broken('leads out of its folder');
  if (/unsupported compression/.test(message)) return broken('is compressed in a way that is not read here');
  return broken('is cut off or damaged');
}

const broken = (how: string) =>
  definitionFaults.fault('DEFINITION_ARCHIVE', `The archive ${how}.`, {
    kept,
    todo: 'Unpack it and choose the folder, or pack the folder again.',
  });
