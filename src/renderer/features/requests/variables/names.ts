import type { EffectiveVariable } from '#contract/environments.ts';
import { dynamicNames } from '#core/variables/dynamic.ts';
import { namesIn } from '#core/variables/template.ts';
import type { CodeVariable } from '#renderer/ui/code/index.ts';

const masked = '••••••••';

/** The value of a variable as it may be shown. */
export function shownValue({ kind, value }: EffectiveVariable): string {
  switch (kind) {
    case 'plain':
      return value ?? '';
    case 'secret':
      return masked;
    case 'process':
      return 'read from the environment of this computer when it is sent';
    case 'command':
      return 'printed by a command when it is sent';
  }
}

const dynamic: readonly CodeVariable[] = dynamicNames.map((name) => ({
  name,
  value: 'made anew for each request',
  source: 'dynamic value',
}));

/** All that can stand between the braces: variables that count, then dynamic values. Null until it is known. */
export function offeredNames(variables: readonly EffectiveVariable[] | null): readonly CodeVariable[] | null {
  if (variables === null) return null;
  const counting = variables.map((each) => ({ name: each.name, value: shownValue(each), source: each.source }));
  return [...counting, ...dynamic];
}

/** The one that a name stands for. Dynamic names count in any case. */
export function findName(offered: readonly CodeVariable[], name: string): CodeVariable | undefined {
  const found = offered.find((each) => each.name === name);
  if (found !== undefined || !name.startsWith('$')) return found;
  return offered.find((each) => each.name.toLowerCase() === name.toLowerCase());
}

/** Names in a text that nothing has a value for. */
export function unresolvedIn(text: string, offered: readonly CodeVariable[] | null): string[] {
  if (offered === null || !text.includes('{{')) return [];
  return namesIn(text).filter((name) => findName(offered, name) === undefined);
}

/** A name that is being written at the caret: where it begins, and what stands there so far. */
export interface OpenName {
  readonly from: number;
  /** Where what follows begins, without the rest of the name and its braces. */
  readonly to: number;
  readonly typed: string;
}

/** The name whose braces the caret stands in; null where it stands elsewhere. */
export function openName(text: string, caret: number): OpenName | null {
  const begin = /\{\{\s*([^{}]*)$/.exec(text.slice(0, caret));
  if (begin === null) return null;
  const rest = /^[^{}\s"'/?&=]*(\}\})?/.exec(text.slice(caret));
  const closed = rest?.[1] !== undefined;
  return { from: begin.index + 2, to: caret + (closed ? (rest?.[0].length ?? 0) : 0), typed: begin[1] ?? '' };
}

const mostOffered = 50;

/** What can be meant by what is typed: those that begin with it before those that hold it. */
export function matchingNames(offered: readonly CodeVariable[], typed: string): CodeVariable[] {
  const word = typed.trim().toLowerCase();
  const begins = offered.filter(({ name }) => name.toLowerCase().startsWith(word));
  const holds = offered.filter(
    ({ name }) => !begins.some((each) => each.name === name) && name.toLowerCase().includes(word),
  );
  return [...begins, ...holds].slice(0, mostOffered);
}
