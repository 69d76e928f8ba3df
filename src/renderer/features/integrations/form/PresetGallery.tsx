import { Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Preset } from '#contract/integrations.ts';
import { logoUrl } from '#renderer/entities/integration/logoUrl.ts';
import { typeWords } from '#renderer/entities/integration/words.ts';
import { Logo } from '#renderer/ui/Logo.tsx';
import classes from './PresetGallery.module.css';

/** Providers that come with their fields and defaults. */
export function PresetGallery({ presets }: { presets: readonly Preset[] }) {
  return (
    <ul className={classes.grid}>
      {presets.map((preset) => (
        <li key={preset.provider}>
          <Link to={`/integrations/new/${preset.provider}`} className={classes.card}>
            <Logo src={logoUrl({ kind: 'preset', provider: preset.provider })} name={preset.title} size={40} />
            <div>
              <Text fw={600}>{preset.title}</Text>
              <Text size="xs" c="dimmed">
                {typeWords[preset.type]}
              </Text>
              <Text size="sm" mt={4}>
                {preset.description}
              </Text>
            </div>
          </Link>
        </li>
      ))}
    </ul>
  );
}
