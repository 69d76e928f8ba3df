import { z } from 'zod';
import { deletedThing, environmentId, expected, givenName, groupId, timestamp, variableId } from './common.ts';
import { defineFaults, passive, route } from './fault.ts';
import { readable, storedThings } from './readable.ts';

export const environmentFaults = defineFaults({
  VARIABLE_EXISTS: { status: 409, message: 'There is a variable with this name already.' },
  COMMAND_NOT_ALLOWED: { status: 409, message: 'Nobody allowed the command of the variable on this computer.' },
  VARIABLE_UNREADABLE: { status: 424, message: 'The value of a variable could not be read.' },
});

/**
 * Where a value comes from: it stands in the store, in the vault, or is only read when it is needed, from an environment variable of the
 * console's process or from what a command prints.
 */
export const variableKind = z.enum(['plain', 'secret', 'process', 'command']);
export type VariableKind = z.infer<typeof variableKind>;

/** What stands between `{{` and `}}`. A `$` in front is for dynamic values. */
export const variableName = z
  .string()
  .trim()
  .min(1, 'A name is needed.')
  .max(200, 'A name has 200 characters at most.')
  .regex(/^[^\p{Cc}{}]*$/u, 'A name is one line without braces.')
  .regex(/^[^$]/, 'Names that begin with $ are for dynamic values.');

/** Whose a variable is: of an environment, or of a collection or folder. */
export const variableOwner = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('environment'), id: environmentId }),
  z.object({ kind: z.literal('group'), id: groupId }),
]);
export type VariableOwner = z.infer<typeof variableOwner>;

export const variable = z.object({
  id: variableId,
  name: z.string(),
  kind: variableKind,
  enabled: z.boolean(),
  /** Of a plain one its text, of the others where it comes from; empty for a secret, which is never read out. */
  value: z.string(),
  /** `••••` and the last characters of a secret that is long enough; null where none is kept. */
  secretHint: z.string().nullable(),
  /** Of a command: somebody allowed it on this computer, as it stands. */
  allowed: z.boolean(),
  description: z.string(),
});
export type Variable = z.infer<typeof variable>;

const color = z.string().regex(/^#[\da-f]{6}$/i, 'Enter a colour such as #2f9e44.');

export const environment = z.object({
  id: environmentId,
  name: z.string(),
  color: color.nullable(),
  /** Anything but GET, HEAD and OPTIONS is asked about before it is sent. */
  isProduction: z.boolean(),
  /** Its variables hold in every environment, below those of the chosen one. There is one. */
  isGlobal: z.boolean(),
  variables: z.int(),
  updatedAt: timestamp,
});
export type Environment = z.infer<typeof environment>;

/** A name as it counts in one place, with where its value comes from. */
export const effectiveVariable = z.object({
  name: z.string(),
  kind: variableKind,
  /** Of a plain one. */
  value: z.string().nullable(),
  /** In words, for example `environment Staging` or `collection Orders`. */
  source: z.string(),
});
export type EffectiveVariable = z.infer<typeof effectiveVariable>;

const fields = z.object({ name: givenName, color: color.nullable(), isProduction: z.boolean() });
const guarded = route.errors(environmentFaults.map);
const shown = passive.errors(environmentFaults.map);
const one = z.object({ id: environmentId });
const many = z.object({ ids: z.array(environmentId).min(1).max(1_000) });
const plainText = z.string().max(1_000_000, 'A value has a million characters at most.');

export const environmentsContract = {
  /** In the order that a person gave them; the global one first. */
  list: shown.output(z.array(readable(environment, storedThings.environment))),
  create: guarded.input(fields).output(environment),
  update: guarded.input(fields.partial().extend({ id: environmentId, expected })).output(environment),
  /** Places it before another, or last. */
  move: guarded.input(z.object({ id: environmentId, before: environmentId.nullable() })).output(one),
  /** A copy with its secrets. */
  duplicate: guarded.input(one).output(environment),
  /** Deletes softly, with its variables; `restore` undoes it for 30 days. The global one stays. */
  remove: guarded.input(one).output(one),
  restore: guarded.input(many).output(z.object({ ids: z.array(environmentId) })),
  deleted: shown.output(z.array(deletedThing(environmentId))),
  variables: shown.input(variableOwner).output(z.array(readable(variable, storedThings.variable))),
  /**
   * Makes a variable or changes it. `secret` is the new value of a secret one; without it the kept one stays. What changes of a command takes
   * its permission away.
   */
  setVariable: guarded
    .input(
      z.object({
        owner: variableOwner,
        id: variableId.optional(),
        name: variableName,
        kind: variableKind,
        value: plainText.default(''),
        secret: plainText.optional(),
        enabled: z.boolean().default(true),
        description: z.string().max(10_000).default(''),
        expected,
      }),
    )
    .output(variable),
  /** Places it before another, or last. */
  moveVariable: guarded
    .input(z.object({ id: variableId, before: variableId.nullable() }))
    .output(z.object({ id: variableId })),
  removeVariable: guarded.input(z.object({ id: variableId })).output(z.object({ id: variableId })),
  /** Allows the command of a variable, as the person saw it, on this computer. */
  allowCommand: guarded.input(z.object({ id: variableId, command: z.string() })).output(variable),
  /** Every name that counts for a request in a group and an environment, the nearest value of each. */
  effective: shown
    .input(z.object({ environmentId: environmentId.nullable(), groupId: groupId.nullable() }))
    .output(z.array(effectiveVariable)),
};
