import { multipartForm, urlEncodedForm } from '../../http/mediaType.ts';
import { own } from '../../json/value.ts';
import { queryDecoded, readAddress, withBracedSteps } from '../address.ts';
import { fileBody, formBody, graphqlBody, type TypedBody, textBody, variablesText } from '../content.ts';
import { assertionsOf } from '../expressions.ts';
import { readMembers, readRows } from '../members.ts';
import type { Place } from '../notes.ts';
import { requestOf } from '../parts.ts';
import type { PortableExample, PortableFormField, PortableParameter, PortableRequest } from '../portable.ts';
import { capturesOf, docsOf, fieldFrom, fieldsOf, readAuth, scriptsOf, settingsOf, variablesOf } from './rows.ts';
import {
  openAssertion,
  openBody,
  openDetails,
  openExample,
  openFile,
  openItem,
  openRow,
  openRuntime,
} from './schemas.ts';

/** A request over HTTP, also one of GraphQL. */
export function readRequest(value: unknown, name: string, place: Place): PortableRequest {
  const item = readMembers(openItem, value, place);
  const isGraphql = item.graphql !== undefined;
  const details = readMembers(openDetails, item.graphql ?? item.http, place);
  const runtime = readMembers(openRuntime, item.runtime, place);
  const { base, query } = readAddress(details.url ?? '');
  const isEncoded = own(item.settings, 'encodeUrl') === false;
  const params = readRows(openRow, details.params, place, 'parameters').map((row): PortableParameter => {
    const field = fieldFrom(row);
    if (row.type === 'path') return { ...field, in: 'path' };
    return {
      ...field,
      in: 'query',
      ...(isEncoded && { name: queryDecoded(field.name), value: queryDecoded(field.value) }),
    };
  });
  const headers = fieldsOf(details.headers, place, 'headers').map(
    (field): PortableParameter => ({ ...field, in: 'header' }),
  );
  const typed = readBody(details.body, isGraphql, headers, place);
  const hasQuery = params.some((param) => param.in === 'query');
  return requestOf({
    name,
    description: docsOf(item.docs, item.info?.description),
    method: (details.method ?? '').trim().toUpperCase() || (isGraphql ? 'POST' : 'GET'),
    url: withBracedSteps(base),
    parameters: [...params, ...(hasQuery ? [] : query), ...typed.headers],
    body: typed.body,
    auth: readAuth(details.auth, 'none', place),
    variables: variablesOf(runtime.variables, place),
    settings: settingsOf(item.settings, place),
    scripts: scriptsOf(runtime.scripts, place),
    assertions: readRows(openAssertion, runtime.assertions, place, 'assertions').flatMap(
      ({ expression = '', operator = '', value: expected = '', disabled }) =>
        assertionsOf(expression, `${operator || 'eq'} ${expected}`, disabled !== true, place),
    ),
    captures: capturesOf(runtime.actions, place),
    examples: readRows(openExample, item.examples, place, 'examples').map((each) => exampleFrom(each, place)),
  });
}

const rawTypes: Readonly<Record<string, string>> = {
  json: 'application/json',
  text: 'text/plain',
  xml: 'application/xml',
  sparql: 'application/sparql-query',
};

function readBody(value: unknown, isGraphql: boolean, headers: readonly PortableParameter[], place: Place): TypedBody {
  const body = readMembers(openBody, chosenBody(value, place), place);
  if (isGraphql) return graphqlBody(body.query ?? '', variablesText(body.variables), null, headers);
  const rows = Array.isArray(body.data) ? body.data : [];
  switch (body.type) {
    case undefined:
    case '':
    case 'none':
      return { body: { kind: 'none' }, headers };
    case 'form-urlencoded':
      return formBody(fieldsOf(rows, place, 'fields of the form'), urlEncodedForm, headers);
    case 'multipart-form':
      return formBody(readRows(openRow, rows, place, 'fields of the form').flatMap(partsOf), multipartForm, headers);
    case 'file': {
      const files = readRows(openFile, rows, place, 'files');
      const file = files.find(({ selected }) => selected === true) ?? files[0];
      if (files.length > 1) place.say('Of several files to choose from, only the chosen one was taken over.');
      return fileBody(file?.filePath ?? '', file?.contentType ?? null, headers);
    }
    default: {
      const type = rawTypes[body.type];
      const content = typeof body.data === 'string' ? body.data : variablesText(body.data);
      if (type === undefined) place.say(`The body of the type “${body.type}” was kept as text.`);
      return content === '' ? { body: { kind: 'none' }, headers } : textBody(content, type ?? null, headers);
    }
  }
}

/** Of several bodies the selected one. */
function chosenBody(value: unknown, place: Place): unknown {
  if (!Array.isArray(value)) return value;
  if (value.length > 1) place.say('Of several bodies to choose from, only the chosen one was taken over.');
  return own(value.find((each) => own(each, 'selected') === true) ?? value[0], 'body');
}

function partsOf(row: ReturnType<typeof openRow.parse>): PortableFormField[] {
  const type = row.contentType ?? '';
  const paths = (Array.isArray(row.value) ? row.value : [row.value]).map((each) =>
    typeof each === 'string' ? each : '',
  );
  if (row.type !== 'file') return [{ ...fieldFrom(row), ...(type !== '' && { mediaType: type }) }];
  const field = { ...fieldFrom({ ...row, value: '' }), ...(type !== '' && { mediaType: type }) };
  return (paths.length === 0 ? [''] : paths).map((path) => ({ ...field, file: { path } }));
}

function exampleFrom({ name, response }: ReturnType<typeof openExample.parse>, place: Place): PortableExample {
  return {
    name: name || 'Example',
    status: response?.status || 0,
    statusText: response?.statusText ?? '',
    headers: fieldsOf(response?.headers, place, 'headers'),
    body: response?.body?.data ?? '',
  };
}
