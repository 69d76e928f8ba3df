export { createJobs, type Jobs } from './jobs.ts';
export { defineJobs, handleJobs, type JobHandler, type JobResult, type JobRun, type JobType } from './jobTypes.ts';
export { isLeased, leaseOwner, leases, releaseLease, takeLease } from './lease.ts';
export { jobs } from './queue.ts';
