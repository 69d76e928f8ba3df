import type { DefinitionComparison } from './compare.ts';

/** What a comparison says beside the documents: what this organisation has that meets the change. */
interface Affected {
  readonly connectionsAffected: readonly { readonly name: string; readonly reason: string }[];
  readonly handEditsAffected: readonly { readonly key: string; readonly reason: string }[];
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

/** What importing again changes, in words: first what can break something, then what does not. Empty parts are left out. */
export function comparisonSections(comparison: DefinitionComparison & Affected): ComparisonSection[] {
  const { operations, schemes, servers, title, version, connectionsAffected, handEditsAffected } = comparison;
  const isHarmless = ({ aspects }: { aspects: readonly string[] }) => aspects.every((aspect) => harmless.has(aspect));
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
    section(true, 'Operations changed', operations.changed.filter((each) => !isHarmless(each)).map(changed)),
    section(true, 'Servers removed', servers.removed),
    section(true, 'Authentication changed', schemes.changed),
    section(true, 'Authentication removed', schemes.removed),
    section(
      true,
      'Connections affected',
      connectionsAffected.map(({ name, reason }) => `${name}: ${reason}`),
    ),
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
    section(false, 'Operations described differently', operations.changed.filter(isHarmless).map(changed)),
    section(false, 'Servers added', servers.added),
    section(false, 'Authentication added', schemes.added),
  ].filter(({ names }) => names.length > 0);
}

/** The comparison in one sentence. */
export function comparisonSummary({ identical, operations }: DefinitionComparison): string {
  if (identical) return 'The document says the same as the one that is there.';
  const { added, changed, removed, unchanged } = operations;
  return `Operations: ${added.length} added, ${changed.length} changed, ${removed.length} removed, ${unchanged} as before. Connections and hand edits stay.`;
}
