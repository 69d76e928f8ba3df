import { Page } from '#renderer/ui/Page.tsx';
import { PageHead } from '#renderer/ui/PageHead.tsx';

export function OverviewPage() {
  return (
    <Page>
      <PageHead title="Overview" />
    </Page>
  );
}
