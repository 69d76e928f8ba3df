import { OverviewPage } from '#renderer/features/overview/OverviewPage.tsx';

export function OverviewRoute() {
  return <OverviewPage />;
}
