import type { IntegrationFields } from '#contract/integrations.ts';

/** Names that differ in case or in the way a letter is composed are the same name. */
export function keyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** The columns that are derived from the fields, so that the list can sort and search without a function call a row. */
export function keysOf(fields: Pick<IntegrationFields, 'name' | 'displayName' | 'provider' | 'type' | 'baseUrl'>) {
  const { name, displayName, provider, type, baseUrl } = fields;
  return {
    nameKey: keyOf(name),
    displayKey: keyOf(displayName),
    search: keyOf([displayName, name, provider, type.replace('_', ' '), baseUrl].join('\n')),
  };
}
