/** The lock of the process that a question left behind: one for each clone, by the epoch chain in the common git directory. */
export const WARM_LOCK = 'warm';
