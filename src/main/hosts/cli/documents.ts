import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { ORPCError } from '@orpc/client';
import {
  type DefinitionPart,
  type DefinitionSource,
  definitionByteLimit,
  uploadPartBytes,
} from '#contract/definitions.ts';
import {
  fileLimits,
  isDefinitionPart,
  mentionedFiles,
  nothingToRead,
  tooManyBytes,
  tooManyFiles,
} from '#core/openapi/files.ts';
import type { Client } from './commandConsole.ts';
import { commandFault } from './commandFault.ts';
import { ask, unreadable } from './input.ts';

export interface DocumentOptions {
  /** Which file of a folder or archive is the definition. */
  readonly root?: string;
  /** Reads the files beside a file that it refers to, without asking. */
  readonly withFiles?: boolean;
}

/** A document of this machine: one file, or many, one after the other in the bytes. */
export interface LocalDocument {
  readonly name: string;
  readonly bytes: Buffer;
  readonly files?: readonly DefinitionPart[];
  readonly root?: string;
}

export const isUrl = (place: string): boolean => /^https?:\/\//i.test(place);

/** Reads a folder, a zip archive, a file with those it refers to, or stdin (`-`). Throws INVALID, NOT_FOUND, DEFINITION_TOO_LARGE. */
export async function readDocument(place: string, { root, withFiles }: DocumentOptions): Promise<LocalDocument> {
  const chosen = root === undefined ? {} : { root };
  if (place === '-') return { name: place, bytes: await readBytes(place), ...chosen };
  const found = await stat(place).catch(() => undefined);
  if (found?.isDirectory()) return { ...joined(place, await readFolder(place)), ...chosen };
  const bytes = await readBytes(place);
  const name = basename(place);
  const beside = await filesBeside(place, name, bytes, 'first');
  if (beside.size <= 1 || !(await agreesToRead(name, [...beside.keys()].slice(1), withFiles === true)))
    return { name: place, bytes, ...chosen };
  return { ...joined(place, await filesBeside(place, name, bytes, 'all')), root: name };
}

/** A document's bytes from a file or stdin (`-`), never more than a definition may have. */
async function readBytes(place: string): Promise<Buffer> {
  const stream = place === '-' ? process.stdin : createReadStream(place);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > definitionByteLimit) throw tooLarge(place);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('E')
      ? unreadable(place, error)
      : error;
  }
  if (size === 0)
    throw commandFault('INVALID', `${place === '-' ? 'The input' : place} is empty.`, { kept: 'Nothing was changed.' });
  return Buffer.concat(chunks);
}

const tooLarge = (place: string) =>
  commandFault('INVALID', `${place} is larger than ${definitionByteLimit / 1_048_576} MB.`, {
    kept: 'Nothing was changed.',
  });

/** Characters of a file's name that the contract takes. */
const mostFileName = 255;

/** The document as a source for the contract: a URL as it is, anything else as an upload. */
export async function upload(client: Client, { name, bytes, files, root }: LocalDocument): Promise<DefinitionSource> {
  const { uploadId } = await client.definitions.beginUpload({ bytes: bytes.length });
  for (let offset = 0; offset < bytes.length; offset += uploadPartBytes) {
    const data = bytes.subarray(offset, offset + uploadPartBytes).toString('base64');
    await client.definitions.uploadPart({ uploadId, offset, data });
  }
  // A name is for messages; of a long path its end says most.
  const fileName = name === '-' ? {} : { fileName: name.slice(-mostFileName) };
  return {
    kind: 'upload',
    uploadId,
    ...fileName,
    ...(files && { files: [...files] }),
    ...(root !== undefined && { root }),
  };
}

function joined(name: string, files: ReadonlyMap<string, Buffer>): LocalDocument {
  const parts = [...files].map(([path, { length }]) => ({ path, bytes: length }));
  if (parts.length > 0) return { name, bytes: Buffer.concat([...files.values()]), files: parts };
  throw nothingToRead(name);
}

/** Everything in a folder that may be part of a definition. Links are not followed, so that it never leaves the folder. */
async function readFolder(folder: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  let left = fileLimits.bytes;
  const open = [''];
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    const entries = await readdir(join(folder, at), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory() && isDefinitionPart(`${path}/any.json`)) open.push(path);
      if (!entry.isFile() || !isDefinitionPart(path)) continue;
      if (files.size === fileLimits.files) throw tooManyFiles(files.size);
      left -= (await lstat(join(folder, path))).size;
      if (left < 0) throw tooManyBytes();
      files.set(path, await readFile(join(folder, path)));
    }
  }
  return files;
}

/** A file and those of its folder that it refers to: itself first, then those it names, or all that are reached. */
async function filesBeside(
  place: string,
  name: string,
  bytes: Buffer,
  reach: 'first' | 'all',
): Promise<Map<string, Buffer>> {
  const folder = await realpath(dirname(place));
  const files = new Map([[name, bytes]]);
  let left = fileLimits.bytes - bytes.length;
  for (const [path, content] of files) {
    if (path !== name && reach === 'first') break;
    for (const wanted of mentionedFiles(content.toString('utf8'), path)) {
      const target = files.has(wanted) ? undefined : await realpath(join(folder, wanted)).catch(() => undefined);
      if (target === undefined || !target.startsWith(folder + sep) || !(await stat(target)).isFile()) continue;
      if (files.size === fileLimits.files) throw tooManyFiles(files.size);
      left -= (await stat(target)).size;
      if (left < 0) throw tooManyBytes();
      files.set(wanted, await readFile(target));
    }
  }
  return files;
}

/** Whether the files beside a document may be read. Throws INVALID where nobody is there to ask. */
async function agreesToRead(name: string, beside: readonly string[], agreed: boolean): Promise<boolean> {
  if (agreed) return true;
  const shown =
    beside.length > 5 ? `${beside.slice(0, 5).join(', ')} and ${beside.length - 5} more` : beside.join(', ');
  const what = `${name} refers to files in its folder: ${shown}`;
  const answer = await ask(`${what}. Read them too? [y/N] `);
  if (answer !== '' || process.stdin.isTTY) return /^y(es)?$/i.test(answer);
  throw commandFault('INVALID', `${what}.`, {
    kept: 'Nothing was imported or changed.',
    todo: 'Run it again with --with-files to read them too, or import the folder instead.',
  });
}

/** The file that a person chooses where several are definitions. Throws the error again where that is not the matter, or nobody is there. */
export async function chooseRoot(error: unknown): Promise<string> {
  const names = rootsOf(error);
  if (names.length === 0) throw error;
  const list = names.map((name, index) => `  ${index + 1}  ${name}`).join('\n');
  const answer = await ask(`Several of the files are definitions:\n${list}\nWhich one? `);
  const chosen = names[Number(answer) - 1] ?? names.find((name) => name === answer);
  if (chosen !== undefined) return chosen;
  throw commandFault('INVALID', 'Several of the files are definitions.', {
    kept: 'Nothing was imported or changed.',
    todo: 'Choose one with --root <path>.',
    names: [...names],
  });
}

function rootsOf(error: unknown): readonly string[] {
  if (!(error instanceof ORPCError) || error.code !== 'DEFINITION_ROOT_UNCLEAR') return [];
  const { names } = error.data as { names?: readonly string[] };
  return names ?? [];
}
