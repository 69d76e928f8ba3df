export { createJobs, type Jobs } from './jobs.ts';
export { defineJobs, handleJobs, type JobHandler, type JobResult, type JobRun, type JobType } from './jobTypes.ts';
export { holdsLease, isLeased, leaseOwner, leases, releaseLease, seizeLease, takeLease } from './lease.ts';
export { jobs } from './queue.ts';
