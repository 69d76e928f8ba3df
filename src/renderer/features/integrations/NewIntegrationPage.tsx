import { Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Integration, Preset } from '#contract/integrations.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { valuesOfPreset } from './form/formValues.ts';
import { IntegrationForm } from './form/IntegrationForm.tsx';
import { PresetGallery } from './form/PresetGallery.tsx';
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
        description={preset === undefined ? 'Choose what it is with; custom fits anything else.' : preset.description}
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
    toastDone(`${displayName} was created.`);
    void navigate(`/integrations/${id}`, { replace: true });
  };
  return <IntegrationForm initial={initial} baseUrlHint={preset.baseUrlHint} onSaved={saved} />;
}
