import { collectionPicks, looksLikeCollection } from '#core/collections/picked.ts';
import {
  fileLimits,
  folderPath,
  isDefinitionPart,
  nothingToRead,
  tooManyBytes,
  tooManyFiles,
} from '#core/openapi/files.ts';
import { type Dropped, takeDropped } from '#renderer/ui/files.ts';

/** What a person picked: one document or archive, or the files of a folder by their paths in it. */
export type PickedFiles =
  | { kind: 'file'; file: File; root?: string }
  | { kind: 'files'; name: string; files: readonly { path: string; file: File }[]; root?: string };

/** Which files count, and how too many of them or none are refused. */
export interface PickRule {
  isPart(path: string): boolean;
  tooManyFiles(found: number): Error;
  tooManyBytes(): Error;
  nothingToRead(): Error;
}

export const definitionFiles: PickRule = {
  isPart: isDefinitionPart,
  tooManyFiles,
  tooManyBytes,
  nothingToRead: () => nothingToRead('What was chosen'),
};

export const collectionFiles: PickRule = collectionPicks;

/** Where a dropped file is in its folder, which a File does not say. */
const droppedPaths = new WeakMap<File, string>();

const pathOf = (file: File): string => droppedPaths.get(file) ?? (file.webkitRelativePath || file.name);

/** Sorts what was picked. Files that do not count are left out. Throws what the rule says. */
export function sortPicked(all: readonly File[], rule: PickRule): PickedFiles | null {
  const [only] = all;
  if (only === undefined) return null;
  if (all.length === 1 && !pathOf(only).includes('/')) return { kind: 'file', file: only };
  const paths = all.flatMap((file) => {
    const path = folderPath(pathOf(file));
    return path !== undefined && rule.isPart(path) ? [{ path, file }] : [];
  });
  if (paths.length > fileLimits.files) throw rule.tooManyFiles(paths.length);
  if (paths.reduce((sum, { file }) => sum + file.size, 0) > fileLimits.bytes) throw rule.tooManyBytes();
  if (paths.length === 0) throw rule.nothingToRead();
  return { kind: 'files', ...withoutFolder(paths, `${all.length} files`) };
}

/** Paths below the one folder that holds them all, and its name. */
function withoutFolder(paths: readonly { path: string; file: File }[], otherwise: string) {
  const [folder = ''] = paths[0]?.path.split('/', 1) ?? [];
  if (!paths.every(({ path }) => path.startsWith(`${folder}/`))) return { name: otherwise, files: paths };
  return { name: folder, files: paths.map(({ path, file }) => ({ path: path.slice(folder.length + 1), file })) };
}

export const nameOfPicked = (picked: PickedFiles): string => (picked.kind === 'files' ? picked.name : picked.file.name);

/** Bytes. */
export const sizeOfPicked = (picked: PickedFiles): number =>
  picked.kind === 'files' ? picked.files.reduce((sum, { file }) => sum + file.size, 0) : picked.file.size;

/**
 * The files of a drop or a choice, those of folders too. By the entries of the drop, since handles of the file system
 * need a permission that the window does not give.
 */
export async function filesOfEvent(event: unknown, rule: PickRule): Promise<(File | DataTransferItem)[]> {
  if (!(event instanceof Event) && !isSynthetic(event)) return [];
  const { target, type } = event;
  if (target instanceof HTMLInputElement && target.files) return [...target.files];
  const transfer = 'dataTransfer' in event && event.dataTransfer instanceof DataTransfer ? event.dataTransfer : null;
  const items = [...(transfer?.items ?? [])].filter((item) => item.kind === 'file');
  if (type !== 'drop') return items;
  return filesOfDrop(takeDropped(transfer), rule);
}

/** The files of a drop, those of folders too. */
export async function filesOfDrop(dropped: readonly Dropped[], rule: PickRule): Promise<File[]> {
  const files: File[] = [];
  for (const { entry, file } of dropped) {
    if (entry?.isDirectory) await readEntry(entry, files, rule);
    else if (file) files.push(file);
  }
  return files;
}

const isSynthetic = (event: unknown): event is { target: unknown; type: string } =>
  typeof event === 'object' && event !== null && 'target' in event && 'type' in event && typeof event.type === 'string';

async function readEntry(entry: FileSystemEntry, files: File[], rule: PickRule): Promise<void> {
  const path = entry.fullPath.slice(1);
  // One more than may be is enough to refuse them.
  if (files.length > fileLimits.files) return;
  if (isFile(entry) && rule.isPart(path)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    droppedPaths.set(file, path);
    files.push(file);
  }
  if (!isFolder(entry) || !rule.isPart(`${path}/any.json`)) return;
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const each of some) await readEntry(each, files, rule);
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** Of so many files the beginnings are looked at, and of each so many bytes. */
const lookedAt = 20;
const headBytes = 65_536;

/** Whether what was dropped on the window seems to be collections of another tool, and no definition. */
export async function holdsCollection(dropped: readonly Dropped[]): Promise<boolean> {
  const files = await filesOfDrop(dropped, collectionFiles).catch(() => []);
  for (const file of files.slice(0, lookedAt)) {
    const head = await file
      .slice(0, headBytes)
      .text()
      .catch(() => '');
    if (looksLikeCollection(pathOf(file), head)) return true;
  }
  return files.slice(lookedAt).some((file) => looksLikeCollection(pathOf(file), ''));
}
