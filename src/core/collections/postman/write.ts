import type { PortableFile } from '../documents.ts';
import { NoteList, Place } from '../notes.ts';
import { distinctNames } from '../parts.ts';
import type {
  PortableCollection,
  PortableEnvironment,
  PortableFolder,
  PortableGroup,
  PortableRequest,
  PortableScripts,
  PortableSettings,
  PortableVariable,
} from '../portable.ts';
import { described, noteSecrets, safeFileName, type WrittenFiles, writtenValue } from '../writing.ts';
import { writeAuth } from './writeAuth.ts';
import { writeExamples, writeRequest } from './writeRequest.ts';

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/** Writes a collection in Postman's format v2.1, and each of its environments as a file of its own. */
export function writePostman(collection: PortableCollection): WrittenFiles {
  const notes = new NoteList();
  const place = new Place(notes, [collection.name]);
  const document = {
    info: { name: collection.name, ...described(collection.description), schema },
    item: writeItems(collection.items, [collection], place),
    ...writeGroup(collection, place),
  };
  const distinct = distinctNames();
  const files: PortableFile[] = [
    {
      path: `${safeFileName(collection.name)}.postman_collection.json`,
      text: `${JSON.stringify(document, null, 2)}\n`,
    },
    ...collection.environments.map((each) => writePostmanEnvironment(each, distinct, place)),
  ];
  return { files, notes: notes.notes };
}

/** An environment or the globals as Postman imports them, without the values of secrets. */
export function writePostmanEnvironment(
  environment: PortableEnvironment,
  distinct: (name: string) => string = (name) => name,
  place = new Place(new NoteList()),
): PortableFile {
  const here = place.below(environment.name);
  noteSecrets(environment.variables, here);
  if (environment.color !== null) here.say('The colour of the environment was left out.');
  const document = {
    name: environment.name,
    values: environment.variables.map((variable) => ({
      key: variable.name,
      value: writtenValue(variable),
      type: variable.secret ? 'secret' : 'default',
      enabled: variable.enabled,
    })),
    _postman_variable_scope: environment.isGlobal ? 'globals' : 'environment',
  };
  const kind = environment.isGlobal ? 'globals' : 'environment';
  const path = `${distinct(safeFileName(environment.name))}.postman_${kind}.json`;
  return { path, text: `${JSON.stringify(document, null, 2)}\n` };
}

function writeItems(
  items: readonly (PortableFolder | PortableRequest)[],
  groups: readonly PortableGroup[],
  place: Place,
): object[] {
  return items.map((item) => {
    const here = place.below(item.name);
    if (item.kind === 'request') return writeItem(item, groups, here);
    return {
      name: item.name,
      ...described(item.description),
      item: writeItems(item.items, [...groups, item], here),
      ...writeGroup(item, here),
    };
  });
}

function writeGroup(group: PortableGroup, place: Place): object {
  if (group.headers.some(({ enabled }) => enabled)) place.say('Its headers were written into each request below.');
  return {
    ...writeAuth(group.auth, place),
    ...writeEvents(group.scripts),
    ...writeVariables(group.variables, place),
    ...writeBehavior(group.settings, place),
  };
}

function writeItem(request: PortableRequest, groups: readonly PortableGroup[], place: Place): object {
  if (request.assertions.length > 0) place.say('Checks without code were left out.');
  if (request.captures.length > 0) place.say('Variables that are set from the response were left out.');
  const written = writeRequest(request, groups, place);
  return {
    name: request.name,
    request: written,
    response: writeExamples(request.examples, written),
    ...writeEvents(request.scripts),
    ...writeVariables(request.variables, place),
    ...writeBehavior(request.settings, place),
  };
}

function writeEvents({ before, after }: PortableScripts): object {
  const event = [
    ...(before === '' ? [] : [eventOf('prerequest', before)]),
    ...(after === '' ? [] : [eventOf('test', after)]),
  ];
  return event.length === 0 ? {} : { event };
}

const eventOf = (listen: string, code: string) => ({
  listen,
  script: { type: 'text/javascript', exec: code.split('\n') },
});

function writeVariables(variables: readonly PortableVariable[], place: Place): object {
  noteSecrets(variables, place);
  if (variables.length === 0) return {};
  return {
    variable: variables.map((variable) => ({
      key: variable.name,
      value: writtenValue(variable),
      type: variable.secret ? 'secret' : 'string',
      ...(!variable.enabled && { disabled: true }),
    })),
  };
}

function writeBehavior(settings: PortableSettings, place: Place): object {
  if (settings.timeoutSeconds !== null) place.say('The time limit was left out.');
  const versions = { '1.1': 'http1', '2': 'http2' } as const;
  const behavior = {
    ...(settings.followRedirects !== null && { followRedirects: settings.followRedirects }),
    ...(settings.maxRedirects !== null && { maxRedirects: settings.maxRedirects }),
    ...(settings.useCookies !== null && { disableCookies: !settings.useCookies }),
    ...(settings.httpVersion !== null && { protocolVersion: versions[settings.httpVersion] }),
  };
  return Object.keys(behavior).length === 0 ? {} : { protocolProfileBehavior: behavior };
}
