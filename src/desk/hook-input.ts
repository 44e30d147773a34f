/** What a hook of a coding agent was told. */
export { readHookInput, sessionIn, type HookInput } from '../sessions/hook-input.js';
