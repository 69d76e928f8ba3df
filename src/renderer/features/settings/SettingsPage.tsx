import { NavLink, SegmentedControl, Stack, Text, Title, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { type SettingsSection, settingsSections } from '#renderer/entities/settings/sections.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { UnreadableRows } from '#renderer/ui/Unreadable.tsx';
import { AboutSection } from './AboutSection.tsx';
import { Block } from './Block.tsx';
import { DataSection } from './DataSection.tsx';
import { DeletedSection } from './DeletedSection.tsx';
import { JobsSection } from './JobsSection.tsx';
import { NetworkSection } from './NetworkSection.tsx';
import { useSettings, useUpdateSettings } from './queries.ts';
import classes from './settings.module.css';
import { TenantsSection } from './TenantsSection.tsx';
import { TeamSection } from './team/TeamSection.tsx';

export interface SettingsPageProps {
  /** The vault's panel, which is in a feature of its own. */
  vault: ReactNode;
}

/** Settings by section; the address `/settings/:section` names the section. */
export function SettingsPage({ vault }: SettingsPageProps) {
  const named = useParams().section;
  const { data: settings } = useSettings();
  const section = settingsSections.find((one) => one.path === named) ?? settingsSections[0];
  return (
    <Page>
      <PageHead title="Settings" />
      <UnreadableRows rows={[settings]} />
      <div className={classes.columns}>
        <nav aria-label="Sections of the settings">
          {settingsSections.map(({ path, label, icon: Icon }) => (
            <NavLink
              key={path}
              component={Link}
              to={`/settings/${path}`}
              label={label}
              active={path === section.path}
              aria-current={path === section.path ? 'page' : undefined}
              leftSection={<Icon size={16} aria-hidden />}
              className={classes.link ?? ''}
            />
          ))}
        </nav>
        <Stack component="section" aria-label={section.label} gap="lg" miw={0}>
          <Title order={2} size="h4">
            {section.label}
          </Title>
          {section.path === 'vault' ? vault : <Content section={section.path} />}
        </Stack>
      </div>
    </Page>
  );
}

function Content({ section }: { section: Exclude<SettingsSection, 'vault'> }) {
  switch (section) {
    case 'tenants':
      return <TenantsSection />;
    case 'team':
      return <TeamSection />;
    case 'data':
      return <DataSection />;
    case 'deleted':
      return <DeletedSection />;
    case 'jobs':
      return <JobsSection />;
    case 'network':
      return <NetworkSection />;
    case 'appearance':
      return <AppearanceSection />;
    case 'about':
      return <AboutSection />;
  }
}

const schemes = [
  { value: 'auto', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** Light or dark. */
function AppearanceSection() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const update = useUpdateSettings();
  const choose = (next: typeof colorScheme) => {
    setColorScheme(next);
    update.mutate({ colorScheme: next });
  };
  return (
    <Block title="Theme">
      <SegmentedControl
        aria-label="Theme"
        maw={420}
        data={schemes.map((scheme) => ({ ...scheme }))}
        value={colorScheme}
        onChange={choose}
      />
      <Text size="sm" c="dimmed">
        Animations follow the system’s reduced-motion setting.
      </Text>
      {update.isError ? <ErrorNotice error={update.error} /> : null}
    </Block>
  );
}
