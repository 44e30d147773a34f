/** Whether the person looks, for the surface that knows the terminal. */
export { notePrompt, noteTerminal } from '../agent/read-focus.js';
