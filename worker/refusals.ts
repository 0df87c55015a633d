import { UnrecoverableError } from "bullmq";

/**
 * The input is wrong and no retry can mend it: the job fails at once and is kept, with this message. Anything else that is
 * thrown in a job, such as a lost connection or a deadlock, is tried again.
 * The message is read on the board of the queues: codes and line numbers, never a name or an account.
 */
export class Refused extends UnrecoverableError {}
