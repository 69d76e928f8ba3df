import type { DefinitionComparison } from './compare.ts';

/** What a comparison says beside the documents: what this organisation has that meets the change. */
interface Affected {
  readonly connectionsAffected: readonly { readonly name: string; readonly reason: string }[];
  readonly savedRequestsAffected: readonly { readonly name: string; readonly reason: string }[];
  readonly assistantsAffected: readonly { readonly name: string; readonly reason: string }[];
  readonly handEditsAffected: readonly { readonly key: string; readonly reason: string }[];
  readonly baseUrl: { readonly kept: string; readonly suggested: string };
}

/** Part of a comparison as a person reads it. */
export interface ComparisonSection {
  readonly title: string;
  readonly names: readonly string[];
  /** What was built on it can fail afterwards. */
  readonly breaks: boolean;
}

/** Aspects of an operation that a caller does not feel. */
const harmless = new Set(['summary', 'description', 'tags', 'deprecation', 'operation id']);

/** Whether a caller feels a change of an operation. */
export const isFelt = ({ aspects }: { readonly aspects: readonly string[] }): boolean =>
  aspects.some((aspect) => !harmless.has(aspect));

/** What importing again changes, in words: first what can break something, then what does not. Empty parts are left out. */
export function comparisonSections(comparison: DefinitionComparison & Affected): ComparisonSection[] {
  const { operations, schemes, servers, title, version, connectionsAffected, handEditsAffected } = comparison;
  const { savedRequestsAffected, assistantsAffected } = comparison;
  const reasoned = ({ name, reason }: { name: string; reason: string }) => `${name}: ${reason}`;
  const changed = ({ key, aspects }: { key: string; aspects: readonly string[] }) => `${key} (${aspects.join(', ')})`;
  const fromTo = (change: { before: string; after: string } | undefined) =>
    change ? [`${change.before} → ${change.after}`] : [];
  const section = (breaks: boolean, name: string, names: readonly string[]) => ({ title: name, names, breaks });
  return [
    section(
      true,
      'Operations removed',
      operations.removed.map(({ key }) => key),
    ),
    section(true, 'Operations changed', operations.changed.filter(isFelt).map(changed)),
    section(true, 'Servers removed', servers.removed),
    section(true, 'Servers changed', servers.changed),
    section(true, 'Authentication changed', schemes.changed),
    section(true, 'Authentication removed', schemes.removed),
    section(true, 'Connections affected', connectionsAffected.map(reasoned)),
    section(true, 'Saved requests affected', savedRequestsAffected.map(reasoned)),
    section(true, 'Assistants affected', assistantsAffected.map(reasoned)),
    section(
      true,
      'Hand edits affected',
      handEditsAffected.map(({ key, reason }) => `${key}: ${reason}`),
    ),
    section(false, 'Title', fromTo(title)),
    section(false, 'Version', fromTo(version)),
    section(
      false,
      'Operations added',
      operations.added.map(({ key }) => key),
    ),
    section(false, 'Operations described differently', operations.changed.filter((each) => !isFelt(each)).map(changed)),
    section(false, 'Servers added', servers.added),
    section(false, 'Authentication added', schemes.added),
  ].filter(({ names }) => names.length > 0);
}

/** The comparison in one sentence. */
export function comparisonSummary({ identical, operations }: DefinitionComparison): string {
  if (identical) return 'The document says the same as the one that is there.';
  const { added, changed, removed, unchanged } = operations;
  return `Operations: ${added.length} added, ${changed.length} changed, ${removed.length} removed, ${unchanged} unchanged. Connections and hand edits stay.`;
}

/** What becomes of the base URL, in one sentence; null where the definition names the same, or none. */
export function baseUrlSentence({ baseUrl: { kept, suggested } }: Pick<Affected, 'baseUrl'>): string | null {
  const same = suggested === '' || suggested.replace(/\/+$/, '') === kept.replace(/\/+$/, '');
  return same ? null : `The base URL stays ${kept}; the definition names ${suggested}.`;
}
