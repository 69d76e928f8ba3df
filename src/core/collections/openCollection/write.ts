import { dump } from 'js-yaml';
import type { PortableFile } from '../documents.ts';
import { NoteList, Place } from '../notes.ts';
import { distinctNames } from '../parts.ts';
import type {
  PortableCollection,
  PortableEnvironment,
  PortableFolder,
  PortableGroup,
  PortableRequest,
  PortableSettings,
} from '../portable.ts';
import { noteSecrets, safeFileName, type WrittenFiles } from '../writing.ts';
import { headersOf, writeAuth, writeScripts, writeSettings, writeVariables } from './writeParts.ts';
import { writeOpenRequest } from './writeRequest.ts';

const version = '1.0.0';

/** Writes a collection as one file of OpenCollection 1.0. */
export function writeOpenCollection(collection: PortableCollection): WrittenFiles {
  const notes = new NoteList();
  const place = new Place(notes, [collection.name]);
  const document = {
    ...rootOf(collection, place),
    items: collection.items.map((item, index) => writeItem(item, index + 1, place)),
    bundled: true,
  };
  return { files: [{ path: `${safeFileName(collection.name)}.yml`, text: yamlOf(document) }], notes: notes.notes };
}

/** Writes a collection as a folder of OpenCollection 1.0: a file for each request, one for each folder and environment. */
export function writeOpenFolder(collection: PortableCollection): WrittenFiles {
  const notes = new NoteList();
  const place = new Place(notes, [collection.name]);
  const { config, ...root } = rootOf({ ...collection, environments: [] }, place);
  const distinct = distinctNames();
  const files: PortableFile[] = [
    { path: 'opencollection.yml', text: yamlOf({ ...root, ...(config !== undefined && { config }) }) },
    ...collection.environments.map((each) => ({
      path: `environments/${distinct(safeFileName(each.name))}.yml`,
      text: yamlOf(environmentOf(each, place)),
    })),
  ];
  writeFolderFiles('', collection.items, place, files);
  return { files, notes: notes.notes };
}

function writeFolderFiles(
  path: string,
  items: readonly (PortableFolder | PortableRequest)[],
  place: Place,
  files: PortableFile[],
): void {
  const distinct = distinctNames();
  // The file of the folder itself has this name, and environments lie in a folder of that one.
  for (const taken of ['folder', 'opencollection', 'environments']) distinct(taken);
  for (const [index, item] of items.entries()) {
    const name = distinct(safeFileName(item.name));
    if (item.kind === 'request') {
      files.push({ path: `${path}${name}.yml`, text: yamlOf(writeItem(item, index + 1, place)) });
      continue;
    }
    const here = place.below(item.name);
    files.push({ path: `${path}${name}/folder.yml`, text: yamlOf(folderOf(item, index + 1, here)) });
    writeFolderFiles(`${path}${name}/`, item.items, here, files);
  }
}

/** Texts stay on their lines, and what was used twice is written twice. */
const yamlOf = (document: object): string => dump(document, { lineWidth: -1, noRefs: true });

function rootOf(collection: PortableCollection, place: Place) {
  const environments = collection.environments.map((each) => environmentOf(each, place));
  return {
    opencollection: version,
    info: { name: collection.name },
    ...(environments.length > 0 && { config: { environments } }),
    ...defaultsOf(collection, place),
    ...docsOf(collection.description),
  };
}

const docsOf = (description: string) =>
  description === '' ? {} : { docs: { content: description, type: 'text/markdown' } };

function environmentOf(environment: PortableEnvironment, place: Place): object {
  const here = place.below(environment.name);
  noteSecrets(environment.variables, here);
  if (environment.isGlobal) here.say('That it holds in every environment was left out.');
  return {
    name: environment.name,
    ...(environment.color !== null && { color: environment.color }),
    variables: environment.variables.map((variable) =>
      variable.secret
        ? { secret: true, name: variable.name, ...(!variable.enabled && { disabled: true }) }
        : { name: variable.name, value: variable.value, ...(!variable.enabled && { disabled: true }) },
    ),
  };
}

function writeItem(item: PortableFolder | PortableRequest, seq: number, place: Place): object {
  const here = place.below(item.name);
  if (item.kind === 'request') return writeOpenRequest(item, seq, here);
  return { ...folderOf(item, seq, here), items: item.items.map((each, index) => writeItem(each, index + 1, here)) };
}

function folderOf(folder: PortableFolder, seq: number, place: Place): object {
  return {
    info: { name: folder.name, type: 'folder', seq },
    ...defaultsOf(folder, place),
    ...docsOf(folder.description),
  };
}

function defaultsOf(group: PortableGroup, place: Place): object {
  if (group.auth.kind === 'none')
    place.say('That requests below go without authentication can’t be said for a folder.');
  const request = {
    ...headersOf(group.headers),
    ...(group.auth.kind !== 'inherit' && group.auth.kind !== 'none' && writeAuth(group.auth, place)),
    ...writeVariables(group.variables, place),
    ...writeScripts(group.scripts),
    ...groupSettings(group.settings, place),
  };
  return Object.keys(request).length === 0 ? {} : { request };
}

function groupSettings(settings: PortableSettings, place: Place): object {
  const http = writeSettings(settings, place);
  return Object.keys(http).length === 0 ? {} : { settings: { http } };
}
