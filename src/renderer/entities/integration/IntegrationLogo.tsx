import type { IntegrationRow } from '#contract/integrations.ts';
import { Logo } from '#renderer/ui/Logo.tsx';
import { logoUrl } from './logoUrl.ts';

interface IntegrationLogoProps {
  of: Pick<IntegrationRow, 'logo' | 'displayName'>;
  size?: number;
}

/** The logo of an integration: a person's own, the provider's, or the first letters of its name. */
export function IntegrationLogo({ of, size = 28 }: IntegrationLogoProps) {
  return <Logo src={logoUrl(of.logo)} name={of.displayName} size={size} />;
}
