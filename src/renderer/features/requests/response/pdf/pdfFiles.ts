import withoutWasm from 'pdfjs-dist/wasm/openjpeg_nowasm_fallback.js?url';
import 'pdfjs-dist/wasm/jbig2_nowasm_fallback.js?url';

const characters = import.meta.glob<string>('../../../../../../node_modules/pdfjs-dist/cmaps/*.bcmap', {
  eager: true,
  query: '?url',
  import: 'default',
});

/** Fonts of signs; for letters the fonts of the system serve. */
const fonts = import.meta.glob<string>(
  '../../../../../../node_modules/pdfjs-dist/standard_fonts/Foxit{Dingbats,Symbol}.pfb',
  {
    eager: true,
    query: '?url',
    import: 'default',
  },
);

const files = new Map(
  Object.entries({ ...characters, ...fonts }).map(([path, address]) => [
    path.slice(path.lastIndexOf('/') + 1),
    address,
  ]),
);

/** Where a file of the reader lies. */
export const fileOf = (name: string): string | undefined => files.get(name);

/** The folder of the decoders for JPEG 2000 and JBIG2 that need no WebAssembly, which the policy of the page does not allow. */
export const withoutWebAssembly = new URL('.', new URL(withoutWasm, globalThis.location.href)).href;
