import type { DefinitionReport } from './definition.ts';

type ReportTag = DefinitionReport['tags'][number];

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
