import { type BrowserWindow, dialog } from 'electron';

const question = {
  type: 'question' as const,
  buttons: ['Stay', 'Leave'],
  defaultId: 0,
  cancelId: 0,
  message: 'Leave this page?',
  detail: 'Changes that were not saved are lost.',
};

/** A page that has unsaved work objects to being left; Electron would then silently do nothing, so that the person is asked. */
export function keepUnsavedWork(window: BrowserWindow): void {
  window.webContents.on('will-prevent-unload', (event) => {
    if (dialog.showMessageBoxSync(window, question) === 1) event.preventDefault();
  });
}
