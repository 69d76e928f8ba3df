import { z } from 'zod';

/** Which operations an assistant offers: every one, those that only read (also those of the next import), or the named. */
export const operationChoice = z.union([z.literal('readOnly'), z.array(z.string())]).nullable();
export type OperationChoice = z.infer<typeof operationChoice>;

/** Methods that ask for something and change nothing (RFC 9110, 9.2.1). */
const reading = ['GET', 'HEAD', 'OPTIONS'];

/** Whether a request with the method only reads; a person is asked before one that may write. */
export function readsOnly(method: string): boolean {
  return reading.includes(method.toUpperCase());
}

/** The method and path of an operation's key, such as `GET /repos/{owner}`. */
export function partsOfKey(key: string): { method: string; path: string } {
  const [method = '', ...path] = key.split(' ');
  return { method, path: path.join(' ') };
}

/** Whether the choice has the operation in it. */
export function offers(choice: OperationChoice, key: string): boolean {
  if (choice === null) return true;
  return choice === 'readOnly' ? readsOnly(partsOfKey(key).method) : choice.includes(key);
}
