import { arrayAt, optionalText, textAt } from '../json/value.ts';
import type { DefinitionReport, OperationSummary } from './definition.ts';
import type { Source } from './source.ts';

type ReportTag = DefinitionReport['tags'][number];

/** The tags of a definition, those that are described first, each with the number of its operations. */
export function countTags({ document }: Source, operations: readonly OperationSummary[]): ReportTag[] {
  const tags = new Map<string, ReportTag>();
  for (const tag of arrayAt(document, 'tags')) {
    const name = textAt(tag, 'name');
    if (name === undefined) continue;
    tags.set(name, {
      name,
      ...optionalText(tag, 'summary', 'summary'),
      ...optionalText(tag, 'description', 'description'),
      ...optionalText(tag, 'parent', 'parent'),
      ...optionalText(tag, 'kind', 'kind'),
      count: 0,
    });
  }
  for (const operation of operations) {
    for (const name of new Set(operation.tags)) {
      const tag = tags.get(name) ?? { name, count: 0 };
      tag.count += 1;
      tags.set(name, tag);
    }
  }
  return [...tags.values()];
}

const mostAbove = 20;

/** What a tag is called among the others (OpenAPI 3.2, section Tag Object): the tags above it and itself, by their summaries. */
export function tagTitle(tags: readonly Pick<ReportTag, 'name' | 'summary' | 'parent'>[], name: string): string {
  const titles: string[] = [];
  const seen = new Set<string>();
  for (let at: string | undefined = name; at !== undefined && seen.size < mostAbove && !seen.has(at); ) {
    seen.add(at);
    const tag = tags.find((each) => each.name === at);
    titles.unshift(tag?.summary ?? at);
    at = tag?.parent;
  }
  return titles.join(' › ');
}
