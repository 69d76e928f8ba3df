import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { exportFormats } from '#contract/collections.ts';
import { counted } from '#core/counted.ts';
import { readCollectionFiles } from '../collectionFiles.ts';
import type { CommandConsole } from '../commandConsole.ts';
import { commandFault } from '../commandFault.ts';
import { findEnvironment, findGroup, groupPaths } from '../find.ts';
import { type Output, table } from '../output.ts';
import { unlockForCommand } from './vault.ts';

/** Lists collections and folders with the number of their requests. */
export async function listCollections({ client }: CommandConsole, output: Output): Promise<void> {
  const { groups, requests } = await client.collections.tree();
  const pathOf = groupPaths(groups);
  const counts = Map.groupBy(requests, ({ groupId }) => groupId);
  const rows = groups
    .map(({ id, name, parentId }) => ({ id, name, path: pathOf(id), parentId, requests: counts.get(id)?.length ?? 0 }))
    .sort((a, b) => a.path.localeCompare(b.path));
  const lines = table(
    ['COLLECTION', 'REQUESTS'],
    rows.map(({ path, requests: count }) => [path, String(count)]),
  );
  output.result(
    rows,
    rows.length > 0 ? lines : ['No collections yet. Import one with patchbay collections import <file>.'],
  );
}

export interface ImportCollectionsOptions {
  readonly into?: string;
  readonly withoutSecrets?: boolean;
  readonly passphraseFile?: string;
}

/** Takes collections and environments of other tools over. */
export async function importCollections(
  console: CommandConsole,
  output: Output,
  places: readonly string[],
  { into, withoutSecrets, passphraseFile }: ImportCollectionsOptions,
): Promise<void> {
  const { client } = console;
  const files = await readCollectionFiles(places);
  const review = await client.collections.review({ source: { kind: 'files', files } });
  if (review.secrets > 0 && withoutSecrets !== true)
    await unlockForCommand(console, passphraseFile === undefined ? {} : { passphraseFile });
  const group = into === undefined ? null : (await findGroup(client, into)).id;
  const done = await client.collections.import({ id: review.id, into: group, keepSecrets: withoutSecrets !== true });
  const notes = [...review.notes, ...done.notes];
  output.result({ ...done, format: review.format, collections: review.collections, notes }, [
    ...review.collections.map(({ name, requests }) => `Imported ${name}: ${counted(requests, 'request')}.`),
    ...done.environments.map((name) => `Imported the environment ${name}.`),
    ...(review.secrets === 0 ? [] : [secretsLine(review.secrets, withoutSecrets === true)]),
    ...(notes.length === 0 ? [] : ['', `${counted(notes.length, 'thing')} to know:`]),
    ...notes.map(({ path, message }) => `  ${path.join(' / ')}: ${message}`),
  ]);
}

const secretsLine = (count: number, isLeftOut: boolean): string =>
  isLeftOut ? `${counted(count, 'secret')} left out.` : `${counted(count, 'secret')} kept in the vault, as variables.`;

export interface ExportCollectionOptions {
  readonly format?: (typeof exportFormats)[number];
  readonly env?: string;
  /** A file, or a folder where there are several. */
  readonly output?: string;
}

/** Writes a collection for other tools; to the output where no file is named. */
export async function exportCollection(
  { client }: CommandConsole,
  output: Output,
  wanted: string,
  { format = 'openCollection', env, output: place }: ExportCollectionOptions,
): Promise<void> {
  const { id } = await findGroup(client, wanted);
  const environment = env === undefined ? null : await findEnvironment(client, env, true);
  const { files, notes } = await client.collections.export({
    id,
    format,
    ...(environment && { environmentId: environment.id }),
  });
  for (const { path, message } of notes) output.note(`${path.join(' / ')}: ${message}`);
  const [first, ...more] = files;
  if (place === undefined) {
    output.result(
      { files, notes },
      files.map(({ text }) => text.trimEnd()),
    );
    return;
  }
  if (first !== undefined && more.length === 0) await writeFile(place, first.text);
  else for (const { path, text } of files) await writeInto(place, path, text);
  output.result({ files: files.map(({ path }) => path), notes }, [`${wanted} is written to ${place}.`]);
}

async function writeInto(folder: string, path: string, text: string): Promise<void> {
  const target = join(folder, path);
  if (!resolve(target).startsWith(`${resolve(folder)}${sep}`))
    throw commandFault('INVALID', `${path} leads out of ${folder}.`, { kept: 'It was not written.' });
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
}
