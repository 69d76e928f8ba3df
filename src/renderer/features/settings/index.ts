export { SettingsPage, type SettingsPageProps } from './SettingsPage.tsx';
export { openInvite } from './team/InviteForm.tsx';
export { openJoin } from './team/JoinForm.tsx';
export { openLeave } from './team/LeaveForm.tsx';
export { openShare } from './team/ShareSteps.tsx';
