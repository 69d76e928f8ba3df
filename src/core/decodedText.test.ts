import { expect, test } from 'vitest';
import { decodedText } from './decodedText.ts';

test.each([
  ['UTF-8', Buffer.from('é,b')],
  ['UTF-8 with a mark', Buffer.from('\uFEFFé,b')],
  ['UTF-16 with a mark', Buffer.from('\uFEFFé,b', 'utf16le')],
  ['UTF-16 the other way round', Buffer.from('\uFEFFé,b', 'utf16le').swap16()],
])('a text in %s is read, without its mark', (_, bytes) => expect(decodedText(bytes)).toBe('é,b'));
