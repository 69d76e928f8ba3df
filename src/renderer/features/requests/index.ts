export { openNewGroup } from './collections/GroupDialogs.tsx';
export { GroupPage } from './collections/GroupPage.tsx';
export { EnvironmentsPage } from './environments/EnvironmentsPage.tsx';
export { RequestsPage } from './RequestsPage.tsx';
export { SocketPage } from './socket/SocketPage.tsx';
