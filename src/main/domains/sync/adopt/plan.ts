import { freeText, givenName, httpUrl } from '#contract/common.ts';
import type { Placement } from '#contract/connections.ts';
import { type HandOperation, handOperation } from '#contract/definitions.ts';
import type { ManualAuth } from '#contract/integrations.ts';
import type { NewFields } from '#main/domains/integrations/index.ts';
import { type FernetKey, openFernet } from './fernet.ts';
import { readParameters } from './parameters.ts';
import { type PlannedConnection, planConnections } from './planConnections.ts';
import {
  type ActionRow,
  type IntegrationRow,
  inOrder,
  parentOf,
  readActionRow,
  readCredentialRow,
  readIntegrationRow,
  type SourceRow,
  unreadNotes,
} from './rows.ts';

/** What was read of the other product. */
export interface AdoptionSource {
  readonly database: string;
  readonly schema: string;
  readonly integrations: readonly SourceRow[];
  readonly actions: readonly SourceRow[];
  readonly credentials: readonly SourceRow[];
}

/** A thing as it would be made here, or why it cannot be. `notes` say what would be otherwise than there. */
export type Planned<T> =
  | { readonly name: string; readonly made: T; readonly notes: readonly string[] }
  | { readonly name: string; readonly made: null; readonly notes: readonly string[] };

export interface PlannedIntegration {
  /** Its id there. */
  readonly sourceId: string;
  readonly name: string;
  readonly fields: NewFields;
  readonly notes: readonly string[];
  readonly operations: readonly Planned<HandOperation>[];
  readonly connections: readonly PlannedConnection[];
}

export interface Plan {
  readonly integrations: readonly PlannedIntegration[];
  /** What cannot be taken over at all, with its rows of other tables. */
  readonly leftOut: readonly {
    readonly kind: 'integration' | 'operation' | 'connection';
    readonly name: string;
    readonly reason: string;
  }[];
}

/** Reads what is there into what would be here. Pure: it neither asks nor changes anything. */
export function planAdoption(source: AdoptionSource, keys: readonly FernetKey[]): Plan {
  const open = (token: string) => openFernet(keys, token);
  const [actions, credentials] = [source.actions, source.credentials].map((rows) =>
    Map.groupBy(inOrder(rows), parentOf),
  );
  const leftOut: Plan['leftOut'][number][] = [];
  const integrations: PlannedIntegration[] = [];
  const read = new Set<string | null>();
  for (const row of inOrder(source.integrations)) {
    const one = readIntegrationRow(row);
    const id = one.values.id;
    const [own, secrets] = [actions?.get(id) ?? [], credentials?.get(id) ?? []];
    read.add(id);
    const fields = id === null ? 'It has no id.' : planFields(one);
    if (id === null || typeof fields === 'string') {
      leftOut.push({
        kind: 'integration',
        name: nameOf(one),
        reason: `${fields}${alongWith(own.length, secrets.length)}`,
      });
      continue;
    }
    integrations.push({
      sourceId: id,
      ...fields,
      operations: own.map((action) => planOperation(readActionRow(action), fields.fields.baseUrl)),
      connections: planConnections(one, placementOf(one).placement, secrets.map(readCredentialRow), open),
    });
  }
  const orphans = (rows: typeof actions, kind: 'operation' | 'connection', nameIn: (row: SourceRow) => string) => {
    for (const [id, lost] of rows ?? [])
      if (!read.has(id)) for (const row of lost) leftOut.push({ kind, name: nameIn(row), reason: noParent });
  };
  orphans(actions, 'operation', (row) => operationName(readActionRow(row)));
  orphans(credentials, 'connection', (row) => row.credential_type ?? 'credential');
  return { integrations, leftOut };
}

const noParent = 'It belongs to no integration in the table.';

const alongWith = (actions: number, credentials: number): string =>
  actions + credentials === 0 ? '' : ` Its actions (${actions}) and credentials (${credentials}) are left out with it.`;

const nameOf = ({ values }: IntegrationRow): string =>
  values.display_name ?? values.name ?? `integration ${values.id ?? 'without id'}`;

/** The fields of an integration, or why there can be none. */
function planFields(row: IntegrationRow): Pick<PlannedIntegration, 'name' | 'fields' | 'notes'> | string {
  const { values } = row;
  const baseUrl = httpUrl.safeParse(values.base_url ?? '');
  if (!baseUrl.success) return `Its base URL cannot be used. ${baseUrl.error.issues[0]?.message ?? ''}`;
  const notes = unreadNotes(row);
  const host = new URL(baseUrl.data).host;
  const name = fittingName(values.name ?? values.display_name ?? host, notes);
  const displayName = fittingName(values.display_name ?? values.name ?? host, notes);
  const description = values.description ?? '';
  const isLong = !freeText.safeParse(description).success;
  if (isLong) notes.push('Its description is cut to 10,000 characters.');
  const auth = placementOf(row);
  notes.push(...auth.notes);
  const fields: NewFields = {
    name,
    displayName,
    type: 'api',
    provider: 'custom',
    description: description.slice(0, longestDescription),
    baseUrl: baseUrl.data,
    manualAuth: auth.manualAuth,
    active: values.is_active ?? true,
  };
  return { name, fields, notes };
}

const longestDescription = 10_000;

function fittingName(given: string, notes: string[]): string {
  const fitting = [...given.replace(/\p{Cc}+/gu, ' ').trim()].join('').slice(0, 120).trim();
  const name = givenName.safeParse(fitting).data ?? 'Integration';
  const note = `Its name is changed to ${name}: a name is one line of 120 characters at most.`;
  if (name !== given && !notes.includes(note)) notes.push(note);
  return name;
}

interface ReadAuth {
  readonly manualAuth: ManualAuth;
  /** Where an API key goes, whether or not it is the integration’s usual way. */
  readonly placement: Placement;
  readonly notes: readonly string[];
}

/** Where a key goes. Without a header it is `Authorization: Bearer`, as most products have it by default. */
function placementOf({ values }: IntegrationRow): ReadAuth {
  const { auth_header: header, auth_prefix: prefix, auth_type: type } = values;
  const usual = { in: 'header' as const, name: 'Authorization', prefix: 'Bearer' };
  const wanted =
    header === null ? { ...usual, prefix: prefix ?? usual.prefix } : { ...usual, name: header, prefix: prefix ?? '' };
  const notes: string[] = [];
  const fits = headerName.test(wanted.name) && headerPrefix.test(wanted.prefix);
  const where = fits ? wanted : usual;
  const isKey = type?.toLowerCase() === 'api_key';
  if (isKey && !fits) notes.push('Its header cannot be used; the key goes as Authorization: Bearer.');
  if (isKey && header === null) notes.push(`It names no header; the key goes as ${where.name}: ${where.prefix}.`);
  if (isKey && /[^\p{L}\p{N}]$/u.test(where.prefix.trim()))
    notes.push(`Its prefix is sent with a space behind it: ${where.prefix.trim()} and the key.`);
  if (!isKey && type?.toLowerCase() !== 'oauth')
    notes.push('Its way to authenticate is neither api_key nor oauth; none is set.');
  return { manualAuth: isKey ? { kind: 'apiKey', ...where } : { kind: 'none' }, placement: where, notes };
}

/** A field name of RFC 9110 section 5.1, and what may stand in a field before the key. */
const headerName = /^[!#$%&'*+.^_`|~\w-]{1,120}$/;
const headerPrefix = /^[\x20-\x7e]{0,40}$/;

const operationName = ({ values }: ActionRow): string =>
  values.action_name ?? values.action_id ?? values.endpoint ?? 'action without name';

const jsonBody = 'application/json';

/** An action as an operation. Its id has no place of its own there and stands in the description. */
function planOperation(row: ActionRow, baseUrl: string): Planned<HandOperation> {
  const { values } = row;
  const name = operationName(row);
  const notes = unreadNotes(row);
  const path = pathOf(values.endpoint, baseUrl);
  if (path === null) return { name, made: null, notes: ['Its endpoint is no path below the base URL.', ...notes] };
  const method = (values.http_method ?? 'GET').toUpperCase();
  if (values.http_method === null) notes.push('It names no method; GET is used.');
  const { parameters, bodyFields, notes: more } = readParameters(values.parameters, method, path);
  notes.push(...more);
  if (bodyFields.length > 0)
    notes.push('Fields of its body stand in the description; the body itself is written when it is sent.');
  const paragraphs = [
    values.description?.trim() ?? '',
    values.action_id === null ? '' : `Action ID: ${values.action_id}`,
    bodyFields.length === 0 ? '' : `Body:\n${bodyFields.map((field) => `- ${field}`).join('\n')}`,
  ];
  const parsed = handOperation.safeParse({
    method,
    path,
    summary: (values.action_name ?? values.action_id ?? '').slice(0, 500),
    description: paragraphs
      .filter((one) => one !== '')
      .join('\n\n')
      .slice(0, longestDescription),
    parameters,
    bodyMediaType: bodyFields.length > 0 || ['POST', 'PUT', 'PATCH'].includes(method) ? jsonBody : null,
  });
  if (parsed.success) return { name: `${method} ${path}`, made: parsed.data, notes };
  const [issue] = parsed.error.issues;
  return { name, made: null, notes: [`It cannot be used: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`] };
}

/** The path below the base URL; null where the endpoint leads elsewhere. */
function pathOf(endpoint: string | null, baseUrl: string): string | null {
  if (endpoint === null) return null;
  const base = baseUrl.replace(/\/+$/, '');
  if (!/^[a-z][a-z0-9+.-]*:/i.test(endpoint)) return endpoint.startsWith('/') ? endpoint : `/${endpoint}`;
  const rest = endpoint.startsWith(base) ? endpoint.slice(base.length) : null;
  if (rest === null || !/^($|[/?])/.test(rest)) return null;
  return rest.startsWith('/') ? rest : `/${rest}`;
}
