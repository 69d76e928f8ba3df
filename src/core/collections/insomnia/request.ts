import { essence, isForm, multipartForm, urlEncodedForm } from '../../http/mediaType.ts';
import { readAddress, withBracedSteps } from '../address.ts';
import { fileBody, formBody, graphqlBody, graphqlIn, type TypedBody, textBody } from '../content.ts';
import { readMembers, readRows } from '../members.ts';
import type { Place } from '../notes.ts';
import { fieldOf, joinedScripts, noSettings, requestOf } from '../parts.ts';
import type {
  PortableField,
  PortableFormField,
  PortableParameter,
  PortableRequest,
  PortableScripts,
  PortableSettings,
} from '../portable.ts';
import { readAuth } from './auth.ts';
import { type InsomniaItem, insomniaBody, insomniaRow } from './schemas.ts';
import { fromTemplates } from './templates.ts';

export function readRequest(item: InsomniaItem, place: Place): PortableRequest {
  const { base, query } = readAddress(fromTemplates(item.url ?? '', place));
  const headers = fieldsOf(item.headers, place, 'headers').map(
    (field): PortableParameter => ({ ...field, in: 'header' }),
  );
  const typed = readBody(item.body, headers, place);
  const of = (rows: InsomniaItem['parameters'], where: 'path' | 'query', what: string) =>
    fieldsOf(rows, place, what).map((field): PortableParameter => ({ ...field, in: where }));
  return requestOf({
    name: item.name || 'Untitled',
    description: descriptionOf(item),
    method: (item.method ?? '').trim() || 'GET',
    url: withBracedSteps(base),
    parameters: [
      ...of(item.pathParameters, 'path', 'path parameters'),
      ...query,
      ...of(item.parameters, 'query', 'query parameters'),
      ...typed.headers,
    ],
    body: typed.body,
    auth: readAuth(item.authentication, place),
    settings: settingsOf(item),
    scripts: scriptsOf(item),
  });
}

export const descriptionOf = (item: InsomniaItem): string => item.description || item.meta?.description || '';

/** Rows of headers or parameters; those that were never filled in are left out. */
export function fieldsOf(rows: InsomniaItem['headers'], place: Place, what: string): PortableField[] {
  return readRows(insomniaRow, rows, place, what)
    .filter(({ name, value }) => (name ?? '') !== '' || (value ?? '') !== '')
    .map((row) =>
      fieldOf(fromTemplates(row.name ?? '', place), fromTemplates(row.value ?? '', place), {
        enabled: row.disabled !== true,
        description: row.description ?? '',
      }),
    );
}

export function scriptsOf(item: InsomniaItem): PortableScripts {
  return {
    before: joinedScripts(item.scripts?.preRequest ?? item.preRequestScript),
    after: joinedScripts(item.scripts?.afterResponse ?? item.afterResponseScript),
  };
}

function settingsOf(item: InsomniaItem): PortableSettings {
  const redirects = item.settings?.followRedirects ?? item.settingFollowRedirects;
  const send = item.settings?.cookies?.send ?? item.settingSendCookies;
  const store = item.settings?.cookies?.store ?? item.settingStoreCookies;
  return {
    ...noSettings,
    followRedirects:
      redirects === 'on' || redirects === true ? true : redirects === 'off' || redirects === false ? false : null,
    useCookies: send === false && store === false ? false : null,
  };
}

function readBody(value: unknown, headers: readonly PortableParameter[], place: Place): TypedBody {
  // Before format 3 a body was its text.
  const body = readMembers(insomniaBody, typeof value === 'string' ? { text: value } : value, place);
  const type = essence(body.mimeType ?? '');
  const content = fromTemplates(body.text ?? '', place);
  if (isForm(type)) return formBody(partsOf(body.params, place), formType(type), headers);
  if ((body.fileName ?? '') !== '') return fileBody(body.fileName ?? '', body.mimeType ?? null, headers);
  if (type === 'application/graphql') {
    const graphql = graphqlIn(content);
    if (graphql !== null) return graphqlBody(graphql.query, graphql.variables, graphql.operationName, headers);
    if (content !== '') place.say('The GraphQL body can’t be read as such; it was kept as text.');
  }
  if (content === '') return { body: { kind: 'none' }, headers };
  return textBody(content, body.mimeType || null, headers);
}

const formType = (type: string) => (type === urlEncodedForm ? urlEncodedForm : multipartForm);

function partsOf(rows: InsomniaItem['headers'], place: Place): PortableFormField[] {
  return readRows(insomniaRow, rows, place, 'fields of the form')
    .filter(({ name, value, fileName }) => [name, value, fileName].some((each) => (each ?? '') !== ''))
    .map((row) => {
      const field = fieldOf(fromTemplates(row.name ?? '', place), fromTemplates(row.value ?? '', place), {
        enabled: row.disabled !== true,
        description: row.description ?? '',
      });
      const typed = { ...field, ...((row.contentType ?? '') !== '' && { mediaType: row.contentType ?? '' }) };
      return row.type === 'file' ? { ...typed, value: '', file: { path: row.fileName ?? '' } } : typed;
    });
}
