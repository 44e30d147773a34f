/** The engine of scenarios as one module: what a text says, and how it comes out. It adds nothing. */
export { liveScenario } from './run-scenario.js';
export { readScenarios } from './scenario.js';
