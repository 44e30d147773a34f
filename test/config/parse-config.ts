/** The config of two texts of any form, at once: the program reads files, and loads the parser of YAML only where it must. */
import { resolveConfig, type Config, type ConfigPaths, type ConfigProblem } from '../../src/config/config.js';
import { yamlLeaves } from '../../src/config/config-yaml.js';

export function parseConfig(
  repository?: string,
  user?: string,
  paths?: ConfigPaths,
): { config: Config; problems: readonly ConfigProblem[] } {
  const { config, problems } = resolveConfig(yamlLeaves, repository, user, paths);
  return { config, problems };
}
