import type { z } from 'zod';
import type { logo } from '#contract/integrations.ts';

const shipped = import.meta.glob<string>('../../../../resources/logos/*.svg', {
  eager: true,
  query: '?url',
  import: 'default',
});

const byProvider = new Map(
  Object.entries(shipped).map(([path, url]) => [path.replace(/^.*\/|\.svg$/g, ''), url] as const),
);

/** Address of a logo; null where a provider has none of its own. */
export function logoUrl(of: z.infer<typeof logo>): string | null {
  if (of.kind === 'file') return `/logos/${encodeURIComponent(of.file)}`;
  return byProvider.get(of.provider) ?? null;
}
