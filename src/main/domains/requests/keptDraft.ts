import type { Json } from '#contract/common.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { isSecretName, mask, type Redactor } from '#main/http/index.ts';
import { redactUrl } from './redactNamed.ts';

/** Characters of a body, or of a file in it, above which the history goes without them. */
export const historyCharacters = 256 * 1024;

/**
 * A draft as it may be stored: what its names say is a secret is masked whole, every other text goes through the redactor, and bodies
 * and files longer than `longest` are left out. Who opens it again enters the secrets anew, or better uses a connection.
 */
export function keptDraft(draft: RequestDraft, redactor: Redactor, longest = Number.POSITIVE_INFINITY): RequestDraft {
  const { text } = redactor;
  const keep: Keep = { text, bounded: (value) => (value.length > longest ? '' : value) };
  return {
    ...draft,
    url: redactUrl(draft.url, redactor),
    server: draft.server && text(draft.server),
    serverVariables: Object.fromEntries(
      Object.entries(draft.serverVariables).map(([name, value]) => [name, text(value)]),
    ),
    parameters: draft.parameters.map((parameter) => ({ ...parameter, value: keptValue(parameter, text) })),
    body: keptBody(draft.body, keep),
    confirmedHost: null,
  };
}

type Text = (value: string) => string;

interface Keep {
  readonly text: Text;
  readonly bounded: Text;
}

type Parameter = RequestDraft['parameters'][number];

function keptValue({ name, in: place, value }: Parameter, text: Text): Json {
  const secret = place !== 'path' && (place === 'cookie' || isSecretName(name));
  return secret && typeof value === 'string' && value !== '' ? mask : redactJson(value, text);
}

function redactJson(value: Json, text: Text): Json {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((item) => redactJson(item, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactJson(item, text)]));
}

function keptBody(body: RequestDraft['body'], keep: Keep): RequestDraft['body'] {
  if (body.kind === 'none') return body;
  if (body.kind === 'text') return { ...body, text: keep.bounded(keep.text(body.text)) };
  return { ...body, fields: body.fields.map((field) => keptField(field, keep)) };
}

type Field = Extract<RequestDraft['body'], { kind: 'form' }>['fields'][number];

function keptField({ file, ...field }: Field, keep: Keep): Field {
  const value = isSecretName(field.name) && field.value !== '' ? mask : keep.bounded(keep.text(field.value));
  return { ...field, value, ...(file === undefined ? {} : { file: { ...file, data: keptFile(file.data, keep) } }) };
}

/** A file that shows a secret is not kept at all: masked base64 would be no base64. */
function keptFile(data: string, { text, bounded }: Keep): string {
  const content = Buffer.from(data, 'base64').toString('latin1');
  return text(data) === data && text(content) === content ? bounded(data) : '';
}
