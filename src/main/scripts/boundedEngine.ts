const pageSize = 65_536;
const memorySection = 5;

/**
 * The bytes of a WebAssembly module whose memory cannot grow beyond `bytes`: its memory section is written anew with that maximum
 * (WebAssembly core specification 2.0, sections 5.3.8 and 5.5.8).
 * @throws Error where the module does not have one memory of its own
 */
export function withMemoryLimit(module: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
  const start = sectionStart(module);
  const [size, content] = readNumber(module, start + 1);
  const [count, limits] = readNumber(module, content);
  const [initial] = readNumber(module, limits + 1);
  if (count !== 1) throw new Error('The engine does not have one memory.');
  const section = [1, 1, ...numberBytes(initial), ...numberBytes(Math.floor(bytes / pageSize))];
  const head = Uint8Array.of(memorySection, ...numberBytes(section.length), ...section);
  return new Uint8Array(Buffer.concat([module.subarray(0, start), head, module.subarray(content + size)]));
}

function sectionStart(module: Uint8Array): number {
  let at = 8;
  while (at < module.length && module[at] !== memorySection) {
    const [size, content] = readNumber(module, at + 1);
    at = content + size;
  }
  if (at >= module.length) throw new Error('The engine has no memory section.');
  return at;
}

/** An unsigned LEB128 number, and where the next byte is. */
function readNumber(bytes: Uint8Array, start: number): [number: number, end: number] {
  let value = 0;
  for (let at = start, shift = 0; at < bytes.length; at += 1, shift += 7) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at + 1];
  }
  throw new Error('A number of the engine has no end.');
}

function numberBytes(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...numberBytes(Math.floor(value / 128))];
}
