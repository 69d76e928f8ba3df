import type { Json } from '#contract/common.ts';
import type { RequestDraft } from '#contract/requests.ts';
import type { Judge } from '#core/http/secretJudge.ts';
import { hideInCookies, hideInUrl } from '#core/http/secretTexts.ts';
import { hideTyped, soughtValues } from '#core/http/typedSecrets.ts';
import { createRedactor, mask, type Redactor } from '#main/http/index.ts';

export type HeaderPairs = readonly (readonly [name: string, value: string])[];

/** Headers without secrets: those that the redactor knows, and the whole value where the judge says that it is one. */
export function redactHeaders(
  headers: HeaderPairs,
  redactor: Redactor,
  judge: Judge,
): { name: string; value: string }[] {
  return redactor.headers(headers).map(([name, value]) => {
    if (name.toLowerCase() === 'cookie') return { name, value: hideInCookies(value, judge).text };
    return { name, value: judge('header', name, value) ? mask : value };
  });
}

/** An address without secrets, in the same way. */
export function redactUrl(url: string, redactor: Redactor, judge: Judge): string {
  return hideInUrl(redactor.url(url), judge).text;
}

/**
 * A draft as it may be stored: the secrets that the judge finds leave the mask behind, every other text goes through the redactor,
 * and a file that shows one is left out. Who opens it again enters the secrets again, or better uses a connection.
 */
export function redactDraft(draft: RequestDraft, { judge, secrets = [] }: KeepRules): RequestDraft {
  const { typed, found } = hideTyped(draft, judge);
  const { text } = createRedactor([...secrets, ...soughtValues(found)]);
  return {
    ...draft,
    url: text(typed.url),
    server: typed.server && text(typed.server),
    serverVariables: Object.fromEntries(
      Object.entries(typed.serverVariables).map(([name, value]) => [name, text(value)]),
    ),
    parameters: typed.parameters.map((parameter) => ({ ...parameter, value: redactJson(parameter.value, text) })),
    body: keptBody(typed.body, text),
    auth: redactTexts(typed.auth, text),
    variables: typed.variables.map((variable) => ({ ...variable, value: text(variable.value) })),
    scripts: { before: text(typed.scripts.before), after: text(typed.scripts.after) },
    assertions: draft.assertions.map((each) => ({ ...each, value: text(each.value) })),
    confirmedHost: null,
  };
}

interface KeepRules {
  readonly judge: Judge;
  /** Besides those that were typed. */
  readonly secrets?: readonly string[];
}

type Text = (value: string) => string;

function redactJson(value: Json, text: Text): Json {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((item) => redactJson(item, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactJson(item, text)]));
}

/** Every text of a flat value but its kind. */
function redactTexts<T extends { kind: string }>(value: T, text: Text): T {
  const entries = Object.entries(value).map(([name, each]) => [
    name,
    typeof each === 'string' && name !== 'kind' ? text(each) : each,
  ]);
  return Object.fromEntries(entries) as T;
}

function keptBody(body: RequestDraft['body'], text: Text): RequestDraft['body'] {
  if (body.kind === 'none') return body;
  if (body.kind === 'text') return { ...body, text: text(body.text) };
  if (body.kind === 'graphql') return { ...body, query: text(body.query), variables: text(body.variables) };
  if (body.kind === 'file') return keptFile(body, text);
  return { ...body, fields: body.fields.map((field) => keptField(field, text)) };
}

type Field = Extract<RequestDraft['body'], { kind: 'form' }>['fields'][number];

function keptField({ file, ...field }: Field, text: Text): Field {
  return { ...field, value: text(field.value), ...(file === undefined ? {} : { file: keptFile(file, text) }) };
}

/** A file that shows a secret is not kept at all: masked base64 would be no base64. */
function keptFile<F extends File>(file: F, text: Text): F {
  const { data, leftOut } = file;
  if (leftOut) return { ...file, data: '' };
  const content = Buffer.from(data, 'base64').toString('latin1');
  return text(data) === data && text(content) === content ? file : { ...file, data: '', leftOut: true };
}

type File = { readonly data: string; readonly leftOut?: true | undefined };
