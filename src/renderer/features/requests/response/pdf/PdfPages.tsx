import { Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconFileOff, IconLock } from '@tabler/icons-react';
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { type KeyboardEvent, useEffect, useState } from 'react';
import type { ExchangeId } from '#contract/common.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import requestClasses from '../../requests.module.css';
import { openPdf, type PdfProblem, problemOf } from './openPdf.ts';
import { PdfBar } from './PdfBar.tsx';
import { PdfPage } from './PdfPage.tsx';
import classes from './pdf.module.css';
import { usePages } from './usePages.ts';
import { fitting, type PageSize, stepped, type Zoom, zoomKeys } from './zoom.ts';

/** The pages of a PDF, drawn as they come into view, without its scripts, links and forms. */
export default function PdfPages({ id, bytes }: { id: ExchangeId; bytes: number }) {
  const [attempt, setAttempt] = useState(0);
  const { opened, problem } = usePdf(id, bytes, attempt);
  if (problem?.kind === 'unread')
    return (
      <ErrorNotice
        title="The PDF could not be read"
        error={problem.error}
        onRetry={() => setAttempt((count) => count + 1)}
      />
    );
  if (problem?.kind === 'protected') return <Protected />;
  if (problem?.kind === 'broken') return <Broken reason={problem.reason} />;
  if (opened === null) return <Loading h={240} label="The PDF is opened" />;
  return <Pages document={opened.document} first={opened.first} />;
}

const Protected = () => (
  <EmptyState icon={<IconLock size={24} />} title="The PDF is protected by a password">
    Save it and open it with its password in the PDF viewer of your system. Its bytes are under Hex.
  </EmptyState>
);

const Broken = ({ reason }: { reason: string | null }) => (
  <EmptyState icon={<IconFileOff size={24} />} title="Can’t show this PDF">
    Its bytes are no PDF, or are damaged{reason === null ? '' : ` (${reason})`}. Look at them under Text or Hex, or save
    the body.
  </EmptyState>
);

interface OpenedPdf {
  document: PDFDocumentProxy;
  /** Of its first page. */
  first: PageSize;
}

function usePdf(id: ExchangeId, bytes: number, attempt: number) {
  const [opened, setOpened] = useState<OpenedPdf | null>(null);
  const [problem, setProblem] = useState<PdfProblem | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt opens it again
  useEffect(() => {
    setOpened(null);
    setProblem(null);
    let isOver = false;
    const fail = (next: PdfProblem) => isOver || setProblem((known) => known ?? next);
    const opening = openPdf(id, bytes, (error) => fail({ kind: 'unread', error }));
    const open = async () => {
      const document = await opening.document;
      const { width, height } = (await document.getPage(1)).getViewport({ scale: 1 });
      if (!isOver) setOpened({ document, first: { width, height } });
    };
    open().catch((error: unknown) => fail(problemOf(error)));
    return () => {
      isOver = true;
      opening.close();
    };
  }, [id, bytes, attempt]);
  return { opened, problem };
}

function Pages({ document, first }: OpenedPdf) {
  const { ref: room, width, height } = useElementSize();
  const [zoom, setZoom] = useState<Zoom>('fit');
  const scale = zoom === 'fit' ? fitting(first, width) : zoom;
  const count = document.numPages;
  const { frame, layout, shown, current, onScroll, goTo, onSize } = usePages(count, first, scale, height);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pages: Record<string, number> = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: count - 1 };
    const [page, step] = [pages[event.key], zoomKeys[event.key.toLowerCase()]];
    if (page === undefined && step === undefined) return;
    event.preventDefault();
    if (page !== undefined) goTo(page);
    if (step !== undefined) setZoom(stepped(step, scale));
  };
  return (
    <div className={requestClasses.fillPanel}>
      <PdfBar
        page={current}
        count={count}
        onPage={goTo}
        scale={scale}
        fits={zoom === 'fit'}
        onZoom={(step) => setZoom(stepped(step, scale))}
      />
      <div ref={room} className={requestClasses.fillPanel}>
        <div
          ref={frame}
          className={classes.frame}
          role="document"
          aria-label="PDF document"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the keys
          tabIndex={0}
          onKeyDown={onKeyDown}
          onScroll={onScroll}
        >
          {width === 0 ? null : (
            <div className={classes.pages} style={{ height: layout.height }}>
              {shown.map((page) => (
                <div key={page} className={classes.row} style={{ transform: `translateY(${layout.offsetOf(page)}px)` }}>
                  <PdfPage document={document} page={page} usual={first} scale={scale} onSize={onSize} />
                </div>
              ))}
            </div>
          )}
          <Text size="xs" c="dimmed" px="sm" pb="sm" ta="center">
            Drawn without scripts, links, forms and what it would load from elsewhere.
          </Text>
        </div>
      </div>
    </div>
  );
}
