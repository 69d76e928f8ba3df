import { isRemote, referenceOf, remoteAddress } from './references.ts';

const mostAddresses = 200;

/**
 * The other documents that a definition refers to, each once, without fragments: what a person is asked before they
 * are fetched. Relative ones are made absolute where the definition's own address is known. Reads the whole document.
 */
export function remoteReferences(document: unknown, definitionUrl = ''): string[] {
  const addresses = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || addresses.size >= mostAddresses) return;
    const reference = referenceOf(value);
    if (reference !== undefined && isRemote(reference)) addresses.add(remoteAddress(reference, definitionUrl));
    for (const child of Object.values(value)) if (typeof child === 'object') walk(child);
  };
  walk(document);
  addresses.delete(definitionUrl);
  return [...addresses];
}
