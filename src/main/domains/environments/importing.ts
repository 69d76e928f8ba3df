import type { VariableOwner } from '#contract/environments.ts';
import { Fault } from '#contract/fault.ts';
import type { PortableEnvironment, PortableVariable } from '#core/collections/portable.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import type { EnvironmentsContext } from './context.ts';
import { insertEnvironment, requireGlobal } from './environments.ts';
import { writeVariable } from './variables.ts';

type Context = Pick<EnvironmentsContext, 'store' | 'facts' | 'now' | 'vault'>;

/**
 * Writes variables of another tool, in the caller's transaction. Of several of one name the last enabled one counts; a name that is taken
 * here stays as it is. @returns what was left out, a sentence each. Throws VAULT_LOCKED where there are secrets to keep
 */
export function importVariables(
  context: Context,
  w: Writer,
  actor: Actor,
  owner: VariableOwner,
  given: readonly PortableVariable[],
  keepSecrets: boolean,
): string[] {
  const notes: string[] = [];
  for (const { name, value, enabled, secret } of usable(given, notes)) {
    const isKept = secret && keepSecrets && value !== '';
    const kind = isKept ? 'secret' : 'plain';
    const text = secret ? '' : value;
    const description = secret && !isKept ? 'A secret that was left out. Enter it again.' : '';
    const input = { owner, name, kind, value: text, enabled, description, ...(isKept && { secret: value }) } as const;
    try {
      writeVariable(context, w, actor, input);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'VARIABLE_EXISTS') throw error;
      notes.push(`The variable ${name} exists already and stays as it is.`);
    }
  }
  return notes;
}

function usable(given: readonly PortableVariable[], notes: string[]): Iterable<PortableVariable> {
  const byName = new Map<string, PortableVariable>();
  for (const each of given) {
    const name = each.name.trim();
    if (name === '' || name.startsWith('$') || /[\p{Cc}{}]/u.test(name) || name.length > 200)
      notes.push(`The variable ${JSON.stringify(each.name.slice(0, 50))} was left out: that is no name of a variable.`);
    else if (each.enabled || !byName.has(name)) byName.set(name, { ...each, name });
  }
  return byName.values();
}

/** Makes an environment of another tool's, or adds to the global one. Throws VAULT_LOCKED where there are secrets to keep. */
export function importEnvironment(
  context: Context,
  w: Writer,
  actor: Actor,
  { name, color, isGlobal, variables }: PortableEnvironment,
  keepSecrets: boolean,
): { name: string; notes: string[] } {
  const row = isGlobal ? requireGlobal(context, w, actor) : insertEnvironment(context, w, actor, { name, color });
  const owner = { kind: 'environment', id: row.id } as const;
  return { name: row.name, notes: importVariables(context, w, actor, owner, variables, keepSecrets) };
}
