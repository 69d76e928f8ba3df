export { RequestsPage } from './RequestsPage.tsx';
export { SocketPage } from './socket/SocketPage.tsx';
