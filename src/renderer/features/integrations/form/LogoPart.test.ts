import { expect, test } from 'vitest';
import { logoProblem } from './LogoPart.tsx';

const file = (...parts: BlobPart[]) => new Blob(parts);

test('knows pictures by their first bytes', async () => {
  expect(await logoProblem(file(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)))).toBeNull();
  expect(await logoProblem(file(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)))).toBeNull();
  expect(await logoProblem(file('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBeNull();
});

test('refuses text, and what is too large, before anything is sent', async () => {
  expect(await logoProblem(file('#!/bin/sh\necho hello'))).toContain('not a PNG');
  expect(await logoProblem(file('GIF89a', new Uint8Array(5 * 1024 * 1024)))).toContain('5 MB');
});
