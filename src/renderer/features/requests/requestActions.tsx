import {
  IconArrowsDiff,
  IconCode,
  IconCookie,
  IconCopy,
  IconForms,
  IconLayoutNavbar,
  IconLayoutSidebarRight,
  IconLink,
  IconPlayerStop,
  IconRestore,
  IconSend,
  IconTerminal2,
} from '@tabler/icons-react';
import { type PageAction, useOfferActions } from '#renderer/session/pageActions.ts';
import { useMay } from '#renderer/session/session.ts';
import { openDialog } from '#renderer/ui/dialog/index.ts';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';
import { CookiesDialog } from './cookies/CookiesDialog.tsx';
import { newAddress } from './draft/loadedDraft.ts';
import { CodeDialog } from './editor/CodeDialog.tsx';
import { CompareDialog } from './response/CompareDialog.tsx';
import { useWorkbench } from './workbench.ts';

const size = 18;

const parts: readonly (readonly [value: string, label: string])[] = [
  ['params', 'params'],
  ['headers', 'headers'],
  ['body', 'body'],
  ['auth', 'authentication'],
  ['preview', 'preview'],
  ['tests', 'tests'],
  ['variables', 'variables'],
  ['scripts', 'scripts'],
  ['options', 'options'],
];

/** What the open request can do, in the palette. `show` opens a part of it, `focusAddress` leads to its URL. */
export function useRequestActions(show: (part: string) => void, focusAddress: () => void): void {
  const { draft, open, reset, composed } = useWorkbench();
  const sending = useSendingActions();
  const copyCurl = (curl: string) =>
    navigator.clipboard.writeText(curl).then(
      () => toastDone('The cURL command is on the clipboard'),
      (error: unknown) => toastFault(error, 'Couldn’t copy the cURL command'),
    );
  useOfferActions('request', [
    ...sending,
    {
      id: 'request address',
      label: 'Edit the URL',
      finds: 'address focus',
      icon: <IconLink size={size} aria-hidden />,
      onClick: focusAddress,
    },
    {
      id: 'request duplicate',
      label: 'Duplicate request',
      finds: 'copy clone tab',
      icon: <IconCopy size={size} aria-hidden />,
      onClick: () => open(newAddress(draft)),
    },
    ...(composed === null
      ? []
      : [
          {
            id: 'request curl',
            label: 'Copy as cURL',
            finds: 'command clipboard',
            icon: <IconTerminal2 size={size} aria-hidden />,
            onClick: () => void copyCurl(composed.curl),
          },
        ]),
    {
      id: 'request code',
      label: 'Show as code',
      finds: 'snippet copy python javascript go',
      icon: <IconCode size={size} aria-hidden />,
      onClick: () => openDialog((close) => <CodeDialog draft={draft} onClose={close} />),
    },
    {
      id: 'request cookies',
      label: 'Cookies',
      finds: 'jar',
      icon: <IconCookie size={size} aria-hidden />,
      onClick: () => openDialog((close) => <CookiesDialog jar="" onClose={close} />),
    },
    {
      id: 'request reset',
      label: 'Reset request',
      finds: 'undo discard changes',
      icon: <IconRestore size={size} aria-hidden />,
      onClick: reset,
    },
    ...parts.map(([value, label]) => ({
      id: `request part ${value}`,
      label: `Go to request ${label}`,
      finds: 'show tab part',
      icon: <IconForms size={size} aria-hidden />,
      onClick: () => show(value),
    })),
  ]);
}

/** Send, or what ends the sending; nothing for those who may not send. */
function useSendingActions(): PageAction[] {
  const { send, cancel, sentAt } = useWorkbench();
  const may = useMay('editor');
  if (sentAt !== null)
    return [
      {
        id: 'request cancel',
        label: 'Cancel the request',
        finds: 'stop abort',
        icon: <IconPlayerStop size={size} aria-hidden />,
        onClick: cancel,
      },
    ];
  if (!may) return [];
  return [
    {
      id: 'request send',
      label: 'Send',
      description: 'The open request',
      finds: 'run go',
      keys: 'mod+Enter',
      icon: <IconSend size={size} aria-hidden />,
      onClick: send,
    },
  ];
}

const answerParts: readonly (readonly [value: string, label: string])[] = [
  ['body', 'body'],
  ['headers', 'headers'],
  ['timing', 'timing'],
  ['connection', 'connection'],
  ['schema', 'schema'],
];

/** What the shown response can do, in the palette. */
export function useResponseActions(show: (part: string) => void): void {
  const { sent } = useWorkbench();
  useOfferActions(
    'response',
    sent === null || sent.response === null
      ? []
      : [
          {
            id: 'response compare',
            label: 'Compare responses',
            finds: 'diff difference',
            icon: <IconArrowsDiff size={size} aria-hidden />,
            onClick: () => openDialog((close) => <CompareDialog left={sent.id} onClose={close} />),
          },
          {
            id: 'response part sent',
            label: 'Show what was sent',
            finds: 'tab part request headers',
            icon: <IconLayoutSidebarRight size={size} aria-hidden />,
            onClick: () => show('sent'),
          },
          ...answerParts.map(([value, label]) => ({
            id: `response part ${value}`,
            label: `Go to response ${label}`,
            finds: 'show tab part answer',
            icon: <IconLayoutSidebarRight size={size} aria-hidden />,
            onClick: () => show(value),
          })),
        ],
  );
}

interface TabCommands {
  close(): void;
  closeOthers(): void;
  /** Opens the tab beside: 1 for the next, -1 for the one before. */
  step(by: 1 | -1): void;
}

/** What can be done with the open tabs, in the palette. */
export function useTabActions({ close, closeOthers, step }: TabCommands): void {
  const icon = <IconLayoutNavbar size={size} aria-hidden />;
  useOfferActions('tabs', [
    { id: 'tab next', label: 'Next tab', finds: 'switch request', icon, onClick: () => step(1) },
    { id: 'tab previous', label: 'Previous tab', finds: 'switch request', icon, onClick: () => step(-1) },
    { id: 'tab close', label: 'Close tab', finds: 'request', icon, onClick: close },
    { id: 'tab others', label: 'Close other tabs', finds: 'requests', icon, onClick: closeOthers },
  ]);
}
