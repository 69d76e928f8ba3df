import type { RequestDraft } from '#contract/requests.ts';
import { namesToRead } from './fillDraft.ts';
import { withInherited } from './inherit.ts';
import type { Standing } from './prepare.ts';
import type { ScriptValues } from './scriptValues.ts';

/**
 * Whether sending a draft opens something of the vault: the secret of a connection, a secret variable in its texts or named by one of its
 * scripts, or what allows the command of a variable. Sending asks for the same, one by one; this is for who must know before.
 */
export function needsVault(draft: RequestDraft, { chain, scope }: Standing, values: ScriptValues): boolean {
  const inherited = withInherited(draft, chain);
  if (inherited.auth.kind === 'connection' && inherited.connectionId !== null) return true;
  const sealed = [...scope.variables.values()].filter(({ kind }) => kind === 'secret' || kind === 'command');
  if (sealed.length === 0) return false;
  const read = new Set(namesToRead(inherited, { given: values.given, scope }));
  const scripts = [draft, ...chain].map((each) => `${each.scripts.before}\n${each.scripts.after}`).join('\n');
  return sealed.some(({ name }) => read.has(name) || scripts.includes(name));
}
