import type { ExchangeId } from '#contract/common.ts';
import { fileMediaType, filesPath, type StoredFile, storedFile } from '#contract/transfer.ts';
import { client, withSession } from './client.ts';

/** The kept body of a sent request as a blob: the browser reads it from the console's disk, past the calls. */
export async function fetchKept(id: ExchangeId, mediaType: string, signal: AbortSignal): Promise<Blob> {
  const { path } = await client.requests.bodyAddress({ id }, { signal });
  const response = await withSession(() => new Request(path, { signal }));
  if (!response.ok) throw new Error('The body could not be read. Try again.');
  return new Blob([await response.arrayBuffer()], { type: mediaType });
}

/** Has the browser save the kept body of a sent request: its file is copied, and nothing of it comes through the page. */
export async function saveKept(id: ExchangeId, fileName: string): Promise<void> {
  save(await client.requests.bodyAddress({ id }), fileName);
}

/** Has the browser save a backup, likewise. */
export async function saveBackup(name: string): Promise<void> {
  save(await client.system.backupAddress({ name }), name);
}

function save({ path }: { path: string }, fileName: string): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = fileName;
  link.click();
}

/** Gives a chosen file to the console, which keeps it: the browser reads it from the disk while it goes, whatever its size. */
export async function giveFile(file: File): Promise<StoredFile> {
  const headers = { 'content-type': fileMediaType };
  const response = await withSession(() => new Request(filesPath, { method: 'POST', headers, body: file }));
  if (!response.ok) throw new Error((await response.text()).trim() || 'The file could not be taken over. Try again.');
  return storedFile.parse(await response.json());
}
