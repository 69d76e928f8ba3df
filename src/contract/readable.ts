import { z } from 'zod';

/** Only on a row that cannot be read: what is wrong with it, its id, and what to do. */
const unreadable = z.string().optional();

type Row<S extends z.ZodRawShape> = z.ZodObject<S & { unreadable: typeof unreadable }>;

/** What is said of a stored thing that cannot be read. */
export interface StoredThing {
  /** For example `connection`. */
  readonly noun: string;
  /** What a person can do about one. */
  readonly todo: string;
}

/** Each kind of thing that is stored: in lists and alone it is spoken of in the same words. */
export const storedThings = {
  entry: { noun: 'entry', todo: 'Nothing depends on it; it is removed when it expires.' },
  assistant: { noun: 'assistant', todo: 'Delete it and create it again, or restore a backup.' },
  attachment: { noun: 'integration or its attachment', todo: 'Detach it and attach it again.' },
  connection: { noun: 'connection', todo: 'Delete it and connect again.' },
  tokens: { noun: 'sign-in', todo: 'Sign in again.' },
  definition: { noun: 'definition', todo: 'Import it again.' },
  operation: { noun: 'operation', todo: 'Import the definition again, or delete what was written by hand.' },
  integration: { noun: 'integration', todo: 'Delete it and import or enter it again, or restore a backup.' },
  schedule: {
    noun: 'schedule or result of checks',
    todo: 'Set the schedule again, or wait until the results expire.',
  },
  job: { noun: 'job', todo: 'Discard it; what it did can be started again.' },
  sentRequest: { noun: 'sent request', todo: 'Clear the history, or wait until it expires.' },
  contractReport: { noun: 'report of a contract check', todo: 'Run the check again.' },
  savedRequest: { noun: 'saved request', todo: 'Delete it and save it again.' },
  group: { noun: 'collection or folder', todo: 'Delete it, or restore a backup.' },
  environment: { noun: 'environment', todo: 'Delete it and create it again, or restore a backup.' },
  variable: { noun: 'variable', todo: 'Delete it and enter it again.' },
  run: { noun: 'run or its results', todo: 'Delete it and run again.' },
  person: { noun: 'person', todo: 'Remove them and add them again.' },
  tenant: { noun: 'tenant', todo: 'Have an admin give you your role in it again, or restore a backup.' },
  settings: { noun: 'setting', todo: 'Change it, or restore a backup.' },
  other: { noun: 'record', todo: 'Restore a backup.' },
} as const satisfies Record<string, StoredThing>;

interface About<S extends z.ZodRawShape> extends StoredThing {
  /** What such a row says in any case, for example that it fails. */
  readonly instead?: Partial<z.output<z.ZodObject<S>>>;
}

/**
 * The rule of every list: no single row makes it unreadable. A row that is not what the schema says is answered anyway, with what of
 * it can be read, and `unreadable` says so. Reading it costs nothing more where all is well.
 */
export function readable<S extends z.ZodRawShape>(row: z.ZodObject<S>, about: About<S>): z.ZodCatch<Row<S>> {
  const shown = row.extend({ unreadable }) as unknown as Row<S>;
  return shown.catch(({ input }) => salvage(row, input, about) as z.output<Row<S>>);
}

function salvage<S extends z.ZodRawShape>(row: z.ZodObject<S>, input: unknown, { noun, todo, instead }: About<S>) {
  const given = recordOf(input);
  const damaged: string[] = [];
  const fields = Object.entries<z.core.$ZodType>(row.shape).map(([name, schema]) => {
    const { success, data } = z.safeParse(schema, given[name]);
    if (success) return [name, data];
    damaged.push(name);
    return [name, blankOf(schema, given[name], name)];
  });
  const id = given.id ?? given.userId ?? given.key ?? 'unknown';
  const what = damaged.length > 0 ? ` (${damaged.join(', ')})` : '';
  return {
    ...Object.fromEntries(fields),
    ...instead,
    unreadable: `What is stored of this ${noun} cannot be read${what}. Its id is ${String(id)}. ${todo}`,
  };
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** What is shown where nothing else has a name. */
const nameless = 'Cannot be read';

/** A value of the schema that says nothing. A text of another shape is shown as it is. */
function blankOf(schema: z.core.$ZodType, input: unknown, name: string): unknown {
  if (schema instanceof z.ZodNullable) return null;
  if (schema instanceof z.ZodOptional) return undefined;
  if (schema instanceof z.ZodDefault) return schema.def.defaultValue;
  if (schema instanceof z.ZodArray) return [];
  if (schema instanceof z.ZodRecord) return {};
  if (schema instanceof z.ZodBoolean) return false;
  if (schema instanceof z.ZodNumber) return 0;
  if (schema instanceof z.ZodEnum) return schema.options[0];
  if (schema instanceof z.ZodLiteral) return schema.def.values[0];
  if (schema instanceof z.ZodUnion) {
    const [first] = schema.options;
    return first === undefined ? null : blankOf(first, input, name);
  }
  if (schema instanceof z.ZodObject) {
    const given = recordOf(input);
    const fields = Object.entries<z.core.$ZodType>(schema.shape).map(([key, field]) => {
      const { success, data } = z.safeParse(field, given[key]);
      return [key, success ? data : blankOf(field, given[key], key)];
    });
    return Object.fromEntries(fields);
  }
  if (typeof input === 'string') return input;
  return /name$|title|subject/i.test(name) ? nameless : '';
}
