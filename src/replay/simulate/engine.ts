/** The engine of lives as one module: what a seed breaks, and the shortest scenario of it. It adds nothing. */
export { liveSeed } from './simulate.js';
export { shrink } from './shrink.js';
