import { Skeleton, Text } from '@mantine/core';
import { useMemo } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { Integration, Preset } from '#contract/integrations.ts';
import { typeWords } from '#core/integrations/words.ts';
import { logoUrl } from '#renderer/entities/integration/logoUrl.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Logo } from '#renderer/ui/Logo.tsx';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { valuesOfPreset } from './form/formValues.ts';
import { IntegrationForm } from './form/IntegrationForm.tsx';
import classes from './NewIntegrationPage.module.css';
import { usePresets } from './queries.ts';

/** First the provider, then its form. */
export function NewIntegrationPage() {
  const { provider } = useParams();
  const { data, error, refetch } = usePresets();
  const preset = data?.find((each) => each.provider === provider);
  return (
    <Page>
      <PageHead
        title={preset === undefined ? 'New integration' : `New integration: ${preset.title}`}
        description={preset === undefined ? 'Choose a provider, or custom for anything else.' : preset.description}
      />
      {error !== null && (
        <ErrorNotice error={error} title="The providers could not be read" onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <Skeleton h={320} />}
      {data !== undefined && preset === undefined && <PresetGallery presets={data} />}
      {preset !== undefined && <PresetForm key={preset.provider} preset={preset} />}
    </Page>
  );
}

function PresetForm({ preset }: { preset: Preset }) {
  const navigate = useNavigate();
  const initial = useMemo(() => valuesOfPreset(preset), [preset]);
  const saved = ({ id, displayName }: Integration) => {
    toastDone(`${displayName} created`);
    void navigate(`/integrations/${id}`, { replace: true });
  };
  return <IntegrationForm initial={initial} baseUrlHint={preset.baseUrlHint} onSaved={saved} />;
}

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
