import { z } from 'zod';
import { anything, list, text } from '../members.ts';

/** HTTP Archive 1.2, as far as it is read. */
export const harLog = z.object({ pages: list, entries: list });

export const harEntry = z.object({
  request: anything,
  response: anything,
  pageref: text,
  comment: text,
  _resourceType: text,
});

export const harRequest = z.object({
  method: text,
  url: text,
  httpVersion: text,
  headers: list,
  queryString: list,
  cookies: list,
  postData: anything,
  comment: text,
});

export const harRow = z.object({ name: text, value: text, comment: text, fileName: text, contentType: text });

export const harPostData = z.object({ mimeType: text, params: list, text: text, encoding: text, _encoding: text });

export const harResponse = z.object({
  status: z.union([z.number(), z.string().transform(Number)]).nullish(),
  statusText: text,
  headers: list,
  content: z.looseObject({ text: text, encoding: text, mimeType: text }).nullish(),
});
