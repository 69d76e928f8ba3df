import { z } from 'zod';
import { lastTimestamp } from '#contract/common.ts';

/** A row as Postgres writes it: every value as text, whatever the type of its column. */
export type SourceRow = Readonly<Record<string, string | null>>;

/** A bytea is written as `\x` and hexadecimal digits (`bytea_output = hex`). */
const plain = z
  .string()
  .nullish()
  .transform((value) => {
    const hex = /^\\x((?:[0-9a-f]{2})*)$/.exec(value ?? '')?.[1];
    return hex === undefined ? (value ?? null) : Buffer.from(hex, 'hex').toString('utf8');
  });

/** Text without blanks around it; null where nothing is left. */
const text = plain.transform((value) => value?.trim() || null);

const needed = text.transform((value, context) => {
  if (value !== null) return value;
  context.addIssue('It is empty.');
  return z.NEVER;
});

const yes = new Set(['t', 'true', '1', 'y', 'yes', 'on']);
const no = new Set(['f', 'false', '0', 'n', 'no', 'off']);

const flag = text.transform((value, context) => {
  const word = value?.toLowerCase() ?? 't';
  if (yes.has(word) || no.has(word)) return yes.has(word);
  context.addIssue('It is neither true nor false.');
  return z.NEVER;
});

const dateForm = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(?:(Z)|([+-]\d\d):?(\d\d)?(?::\d\d)?)?$/i;

/** Milliseconds since 1970. A time without a zone is taken for UTC; seconds since 1970 and `infinity` are understood as well. */
const time = text.transform((value, context) => {
  if (value === null || /^-?infinity$/i.test(value)) return null;
  const [, date, clock, , hours, minutes = '00'] = dateForm.exec(value) ?? [];
  const seconds = /^\d{9,11}(\.\d+)?$/.test(value) ? Number(value) * 1_000 : Number.NaN;
  const zone = hours === undefined ? 'Z' : `${hours}:${minutes}`;
  const at = date === undefined ? seconds : Date.parse(`${date}T${clock}${zone}`);
  if (at >= 0 && at <= lastTimestamp) return Math.round(at);
  context.addIssue('It is no time.');
  return z.NEVER;
});

/** A value out of json, jsonb or text with JSON in it; a JSON text that holds JSON is read once more. */
const document = text.transform((value, context): unknown => {
  if (value === null) return null;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'string' && /^\s*[[{]/.test(parsed) ? JSON.parse(parsed) : parsed;
  } catch {
    context.addIssue('It is no JSON.');
    return z.NEVER;
  }
});

/** The columns of `custom_integrations`, as far as they are known. */
const integrationColumns = {
  id: needed,
  name: text,
  display_name: text,
  description: plain,
  auth_type: text,
  base_url: needed,
  auth_header: text,
  auth_prefix: text,
  oauth_config: document,
  is_active: flag,
};

/** The columns of `custom_integration_actions`. */
const actionColumns = {
  action_id: text,
  action_name: text,
  description: plain,
  http_method: text,
  endpoint: needed,
  parameters: document,
};

/** The columns of `custom_integration_credentials`. A token is text or bytes. */
const credentialColumns = {
  id: text,
  user_id: text,
  credential_type: needed,
  encrypted_value: needed,
  token_expires_at: time,
  is_valid: flag,
  last_validated_at: time,
};

type Columns = Readonly<Record<string, z.ZodType>>;
type Values<C extends Columns> = { readonly [K in keyof C]: z.output<C[K]> | null };

/** What could be read of a row, and which columns could not, each with the reason. */
export interface ReadRow<C extends Columns> {
  readonly values: Values<C>;
  readonly unread: readonly { readonly column: string; readonly reason: string }[];
}

export type IntegrationRow = ReadRow<typeof integrationColumns>;
export type ActionRow = ReadRow<typeof actionColumns>;
export type CredentialRow = ReadRow<typeof credentialColumns>;

/** Column by column: one that cannot be read is null, and takes nothing along. No value stands in a reason. */
function readRow<C extends Columns>(columns: C, row: SourceRow): ReadRow<C> {
  const unread: { column: string; reason: string }[] = [];
  const values = Object.entries(columns).map(([column, schema]) => {
    const { success, data, error } = schema.safeParse(row[column]);
    if (!success) unread.push({ column, reason: error.issues[0]?.message ?? 'It cannot be read.' });
    return [column, success ? data : null];
  });
  return { values: Object.fromEntries(values) as Values<C>, unread };
}

export const readIntegrationRow = (row: SourceRow): IntegrationRow => readRow(integrationColumns, row);
export const readActionRow = (row: SourceRow): ActionRow => readRow(actionColumns, row);
export const readCredentialRow = (row: SourceRow): CredentialRow => readRow(credentialColumns, row);

/** The integration that a row of another table belongs to, under the names that its column has. */
export function parentOf(row: SourceRow): string | null {
  const { integration_id: usual, custom_integration_id: long, customintegration_id: djangos } = row;
  return text.parse(usual ?? long ?? djangos);
}

/** What could not be read, as notes. */
export const unreadNotes = ({ unread }: Pick<ReadRow<Columns>, 'unread'>): string[] =>
  unread.map(({ column, reason }) => `${column} could not be read: ${reason}`);

/** Rows by their id or the like, the numbers among them by their value, so that the same rows always come in the same order. */
export function inOrder(rows: readonly SourceRow[]): SourceRow[] {
  const keyOf = (row: SourceRow) => row.created_at ?? '';
  const idOf = (row: SourceRow) => row.id ?? row.action_id ?? '';
  const byNumber = new Intl.Collator('en', { numeric: true });
  return rows.toSorted((a, b) => byNumber.compare(keyOf(a), keyOf(b)) || byNumber.compare(idOf(a), idOf(b)));
}
