import {
  IconBuildingCommunity,
  IconClockCog,
  IconDatabase,
  IconInfoCircle,
  IconLock,
  IconNetwork,
  IconPalette,
  IconTrash,
  IconUsersGroup,
} from '@tabler/icons-react';

/** The sections of the settings, in their order. `finds` are words that lead to one beside its name and what is in it. */
export const settingsSections = [
  {
    path: 'vault',
    label: 'Vault',
    icon: IconLock,
    finds: 'passphrase password keychain auto-lock unlock encryption secrets re-key security',
  },
  {
    path: 'tenants',
    label: 'Tenants and people',
    icon: IconBuildingCommunity,
    finds: 'users members roles organisation organization workspace switch permissions',
  },
  {
    path: 'team',
    label: 'Team',
    icon: IconUsersGroup,
    finds: 'share sync postgres database invite invitation join members computers collaborate secrets leave',
  },
  {
    path: 'data',
    label: 'Data',
    icon: IconDatabase,
    finds: 'backup restore retention history storage size location folder integrity database export',
  },
  {
    path: 'deleted',
    label: 'Recently deleted',
    icon: IconTrash,
    finds: 'trash bin undo restore removed bring back',
  },
  { path: 'jobs', label: 'Background jobs', icon: IconClockCog, finds: 'schedule queue tasks retry failed' },
  {
    path: 'network',
    label: 'Network',
    icon: IconNetwork,
    finds: 'proxy certificates tls ssl timeout ca internet bypass',
  },
  { path: 'appearance', label: 'Appearance', icon: IconPalette, finds: 'theme dark light colours colors mode' },
  {
    path: 'about',
    label: 'About',
    icon: IconInfoCircle,
    finds: 'version licence license diagnostics help update support',
  },
] as const;

export type SettingsSection = (typeof settingsSections)[number]['path'];
