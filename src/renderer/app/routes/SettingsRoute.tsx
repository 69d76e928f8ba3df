import { SettingsPage } from '#renderer/features/settings/index.ts';
import { VaultPanel } from '#renderer/features/vault/index.ts';

/** The settings, with the vault's panel among them. */
export function SettingsRoute() {
  return <SettingsPage vault={<VaultPanel />} />;
}
