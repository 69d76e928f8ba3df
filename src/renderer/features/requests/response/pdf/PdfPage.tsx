import { Text, VisuallyHidden } from '@mantine/core';
import {
  AnnotationMode,
  type PDFDocumentProxy,
  type PDFPageProxy,
  RenderingCancelledException,
  TextLayer,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import classes from './pdf.module.css';
import { type PageSize, sharpness } from './zoom.ts';

interface PdfPageProps {
  document: PDFDocumentProxy;
  /** From 0. */
  page: number;
  /** Of the first page, until this one is read. */
  usual: PageSize;
  /** Px for a point. */
  scale: number;
  onSize(page: number, size: PageSize): void;
}

/** One page: its picture, and above it the text, which can be selected and is read aloud. */
export function PdfPage({ document, page: at, usual, scale, onSize }: PdfPageProps) {
  const number = at + 1;
  const { page, failed } = usePage(document, number);
  const [broken, setBroken] = useState(false);
  const picture = useRef<HTMLDivElement>(null);
  const { width, height } = page?.getViewport({ scale: 1 }) ?? usual;
  useEffect(() => {
    if (page !== null) onSize(at, { width, height });
  }, [page, at, width, height, onSize]);
  useEffect(() => {
    const host = picture.current;
    if (page === null || host === null) return undefined;
    const drawing = draw(page, scale, host);
    drawing.done.catch((error: unknown) => error instanceof RenderingCancelledException || setBroken(true));
    return () => drawing.cancel();
  }, [page, scale]);
  return (
    <section
      className={classes.page}
      aria-label={`Page ${number} of ${document.numPages}`}
      aria-busy={page === null && !failed}
      style={{ width: width * scale, height: height * scale, ...scaleOf(scale) }}
    >
      {failed || broken ? (
        <Text size="sm" p="md">
          Page {number} can’t be drawn: it is damaged. The others are shown; save the body to see what another viewer
          makes of it.
        </Text>
      ) : (
        <div ref={picture} aria-hidden className={classes.picture} />
      )}
      {page === null ? null : <PageText page={page} />}
    </section>
  );
}

function usePage(document: PDFDocumentProxy, number: number) {
  const [page, setPage] = useState<PDFPageProxy | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let isOver = false;
    document.getPage(number).then(
      (read) => isOver || setPage(read),
      () => isOver || setFailed(true),
    );
    return () => {
      isOver = true;
    };
  }, [document, number]);
  useEffect(() => () => void page?.cleanup(), [page]);
  return { page, failed };
}

/** Draws a page beside what is shown, and puts it in its place when it is whole. */
function draw(page: PDFPageProxy, scale: number, host: HTMLElement) {
  const sharp = scale * sharpness(page.getViewport({ scale: 1 }), scale, window.devicePixelRatio);
  const viewport = page.getViewport({ scale: sharp });
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.floor(viewport.width));
  canvas.height = Math.max(1, Math.floor(viewport.height));
  // Fields and stamps are drawn as they are; nothing takes a click.
  const task = page.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE });
  return {
    done: task.promise.then(() => host.replaceChildren(canvas)),
    cancel: () => task.cancel(),
  };
}

/** How large the text is, in the variable that its layer reads. */
const scaleOf = (scale: number): CSSProperties => Object.fromEntries([['--total-scale-factor', scale]]);

/** The text of a page, transparent and in its place. */
function PageText({ page }: { page: PDFPageProxy }) {
  const layer = useRef<HTMLDivElement>(null);
  const [isEmpty, setEmpty] = useState(false);
  useEffect(() => {
    const host = layer.current;
    if (host === null) return undefined;
    const text = new TextLayer({
      textContentSource: page.streamTextContent(),
      container: host,
      viewport: page.getViewport({ scale: 1 }),
    });
    text.render().then(
      () => setEmpty(host.textContent?.trim() === ''),
      () => undefined,
    );
    return () => {
      text.cancel();
      host.replaceChildren();
    };
  }, [page]);
  return (
    <>
      <div ref={layer} className={classes.text} />
      {isEmpty ? <VisuallyHidden>This page holds no text that can be read.</VisuallyHidden> : null}
    </>
  );
}
