/**
 * Reads an organisation's policy. It can only take away: it opens or closes the gate and switches flags off. What cannot be read, or does not say
 * plainly that it allows, does not allow. Pure but for loading the parser of YAML.
 *
 *     format: 1
 *     allow: true
 *     reason: agents are tried until May
 *     features: { KAIROS_BRIEF: off }
 */
import { isFlag, type FeatureFlag } from './feature-flags.js';
import { plainLeaves } from './config-leaves.js';

export interface Policy {
  readonly allows: boolean;
  /** What the policy says of itself, or what is wrong with it; '' if nothing. It is somebody else's text. */
  readonly reason: string;
  /** Flags that it switches off. */
  readonly off: readonly FeatureFlag[];
}

const FORMAT = 1;
const REASON_MOST = 200;

/** The policy of a text. Never throws: an unreadable one does not allow, and says why. */
export async function readPolicy(text: string): Promise<Policy> {
  const wrong: string[] = [];
  const plain = plainLeaves(text);
  const leaves =
    plain ?? (await import('./config-yaml.js')).yamlLeaves(text, (_code, line, message) => void wrong.push(`line ${line}: ${message}`));
  const off: FeatureFlag[] = [];
  let allows: boolean | undefined;
  let reason = '';
  for (const { key, raw, written } of leaves) {
    const flag = key.startsWith('features.') ? key.slice('features.'.length) : '';
    if (key === 'format' && raw !== FORMAT) wrong.push(`format ${written} is not known to this kairos`);
    else if (key === 'allow' && typeof raw === 'boolean') allows = raw;
    else if (key === 'allow') wrong.push(`allow: ${written} is not true or false`);
    else if (key === 'reason') reason = (typeof raw === 'string' ? raw : written).slice(0, REASON_MOST);
    else if (isFlag(flag) && (raw === 'off' || raw === false)) off.push(flag);
    else if (isFlag(flag) && (raw === 'on' || raw === true)) continue;
    else if (isFlag(flag)) wrong.push(`${key}: ${written} is not on or off`);
    else if (flag !== '') wrong.push(`there is no flag "${flag}"`);
    else if (key !== 'format') wrong.push(`there is no key "${key}"`);
  }
  if (allows === undefined && wrong.length === 0) wrong.push('it does not say "allow: true"');
  if (wrong.length > 0) return { allows: false, reason: wrong.join('; ').slice(0, REASON_MOST), off };
  return { allows: allows === true, reason, off };
}
