import { lazy, Suspense } from 'react';
import type { SentRequest } from '#contract/requests.ts';
import { Loading } from '#renderer/ui/Loading.tsx';

const PdfPages = lazy(() => import('./pdf/PdfPages.tsx'));

/** A PDF; what reads it is loaded with the first one. */
export function PdfView({ sent, bytes }: { sent: SentRequest; bytes: number }) {
  return (
    <Suspense fallback={<Loading h={240} label="The PDF is opened" />}>
      <PdfPages key={sent.id} id={sent.id} bytes={bytes} />
    </Suspense>
  );
}
