import { formatXml } from '#core/formatXml.ts';

// Formats one text and is ended then.
self.addEventListener('message', ({ data }: MessageEvent<string>) => self.postMessage(formatXml(data)));
