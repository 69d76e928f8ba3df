import { nameStrength, type SecretPlace } from './secretNames.ts';
import { isNoValue, isRandomValue, isStrongValue } from './secretValues.ts';

/** What stands where a secret was. */
export const mask = '••••';

/** Names in lower case whose values are secrets because the definition or the integration says so. */
export type DeclaredSecrets = Readonly<Record<SecretPlace, readonly string[]>>;

export const nothingDeclared: DeclaredSecrets = { header: [], query: [], path: [], cookie: [], field: [] };

/** Whether the value under a name, in a place, is a secret. */
export type Judge = (place: SecretPlace, name: string, value: string) => boolean;

/**
 * The one judge of what a person typed: of history, saved requests, kept drafts, exports, and of what goes no further after a
 * redirect. A value is a secret for a reason: it is declared as one, its name leaves no doubt, or its name may mean a secret and
 * the value looks like one. In a path only values that look like one are, as most of what stands there names a thing.
 */
export function createJudge(declared: DeclaredSecrets = nothingDeclared): Judge {
  return (place, name, value) => {
    if (isNoValue(value)) return false;
    if (declared[place].includes(name.toLowerCase())) return true;
    const strength = nameStrength(name, place);
    if (strength === 'none') return place === 'cookie' && isRandomValue(value);
    if (place === 'path') return strength === 'secret' ? isStrongValue(value) : isRandomValue(value);
    return strength === 'secret' || (isStrongValue(value) && !/\s/.test(value.trim()));
  };
}

/** A secret that was found, and the name it stood under. */
export interface FoundSecret {
  readonly name: string;
  readonly value: string;
}

/** A text in which each secret is masked, and what it was. */
export interface Hidden {
  readonly text: string;
  readonly found: readonly FoundSecret[];
}

/** A piece of a text to be masked. */
export interface SecretSpan extends FoundSecret {
  readonly from: number;
  readonly to: number;
  /** What stands there instead; the mask where it is absent. */
  readonly instead?: string;
}

/** Puts the mask into the pieces, of which none lies in another. */
export function maskSpans(text: string, spans: readonly SecretSpan[]): Hidden {
  let kept = '';
  let at = 0;
  for (const { from, to, instead = mask } of [...spans].sort((a, b) => a.from - b.from)) {
    if (from < at) continue;
    kept += text.slice(at, from) + instead;
    at = to;
  }
  return { text: kept + text.slice(at), found: spans.map(({ name, value }) => ({ name, value })) };
}
