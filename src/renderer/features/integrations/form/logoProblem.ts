const largest = 5 * 1024 * 1024;
const headBytes = 4_096;

/** How the picture formats begin, as Latin-1. */
const beginnings = [/^.PNG\r\n/, /^\xff\xd8\xff/, /^GIF8[79]a/, /^RIFF[\s\S]{4}WEBP/, /<svg[\s>]/i];

/** Why a file cannot be a logo, judged by its first bytes and not by its name; null where it may be. Main has the last word. */
export async function logoProblem(file: Blob): Promise<string | null> {
  if (file.size > largest) return 'A logo has 5 MB at most.';
  const head = new TextDecoder('latin1').decode(await file.slice(0, headBytes).arrayBuffer());
  const known = beginnings.some((beginning) => beginning.test(head));
  return known ? null : 'The file is not a PNG, JPEG, GIF, WebP or SVG image.';
}
