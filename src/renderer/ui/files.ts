/** Hands a text to the person as a file, the way the window saves files. */
export function saveText(fileName: string, text: string, mediaType: string): void {
  saveBlob(fileName, new Blob([text], { type: mediaType }));
}

/** Hands a blob to the person as a file. */
export function saveBlob(fileName: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has its own hold on the blob once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The bytes of a file as base64, by the browser's own encoder, which is far quicker than one in script. */
export function readBase64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/** What was dropped: the entry of a folder, or the file itself. */
export interface Dropped {
  readonly entry: FileSystemEntry | null;
  readonly file: File | null;
}

/** Takes what a drop brings. Must be called while the event is handled: after a wait it is empty. */
export function takeDropped(transfer: DataTransfer | null): Dropped[] {
  const items = [...(transfer?.items ?? [])].filter((item) => item.kind === 'file');
  return items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
}
