/** A text of a page: a line at the top each. */
type Lines = readonly string[];

interface PdfOptions {
  /** Asks for a password before anything can be read. */
  locked?: boolean;
  /** A black square of 8 × 8 points in JBIG2 at the bottom of the first page. */
  jbig2?: boolean;
  /** What no page needs, after all that they need. */
  unused?: string;
}

/** A whole PDF (ISO 32000-1) of A5 pages, one byte a character: a link, an action that runs when it is opened, and texts. */
export function pdfDocument(
  pages: readonly Lines[],
  { locked = false, jbig2 = false, unused }: PdfOptions = {},
): string {
  const first = 5;
  const numbers = pages.map((_, at) => first + at * 2);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\("ran"\\)) >> >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${numbers.map((number) => `${number} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    stream(blackSquare, ` /Type /XObject /Subtype /Image /Width 8 /Height 8 ${ofBits} /Filter /JBIG2Decode`),
  ];
  for (const [at, lines] of pages.entries()) {
    const text = lines.map((line) => `(${line.replace(/[()\\]/g, '\\$&')}) Tj T*`).join(' ');
    const square = jbig2 && at === 0 ? ' q 8 0 0 8 20 20 cm /Square Do Q' : '';
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents ${first + at * 2 + 1} 0 R /Annots [${link}]` +
        ' /Resources << /Font << /F1 3 0 R >> /XObject << /Square 4 0 R >> >> >>',
      stream(`BT /F1 18 Tf 24 TL 40 540 Td ${text} ET${square}`),
    );
  }
  if (unused !== undefined) objects.push(stream(unused));
  if (locked) objects.push(lock);
  return assembled(objects, locked ? ` /Encrypt ${objects.length} 0 R /ID [<00> <00>]` : '');
}

const link = '<< /Type /Annot /Subtype /Link /Rect [0 0 420 595] /A << /S /URI /URI (http://127.0.0.1:1/away) >> >>';
const ofBits = '/ColorSpace /DeviceGray /BitsPerComponent 1';

/** RC4 of 40 bits whose key nobody has. */
const lock = `<< /Filter /Standard /V 1 /R 2 /P -4 /O <${'11'.repeat(32)}> /U <${'22'.repeat(32)}> >>`;

/** Segments of JBIG2 (ITU-T T.88): a page of 8 × 8, and a region of it in MMR, a black line and seven like it. */
const blackSquare = bytes(
  '00000000 30 00 01 00000013 00000008 00000008 00000000 00000000 00 0000',
  // 001 horizontal, 00110101 no white, 000101 eight black; 1 1 seven times; end of the block.
  '00000001 26 00 01 00000019 00000008 00000008 00000000 00000000 00 01 26a2fffe 002002',
);

function bytes(...hex: string[]): string {
  const pairs = hex.join('').replace(/ /g, '').match(/../g) ?? [];
  return pairs.map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join('');
}

function stream(data: string, entries = ''): string {
  return `<< /Length ${data.length}${entries} >>\nstream\n${data}\nendstream`;
}

function assembled(objects: readonly string[], trailer: string): string {
  let text = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  const places = objects.map((object, at) => {
    const place = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}`;
  return `${text}${table}trailer\n<< /Size ${size} /Root 1 0 R${trailer} >>\nstartxref\n${text.length}\n%%EOF\n`;
}
