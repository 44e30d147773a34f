/** The port of policies in memory: what stands at each path or address. It reads no disk and asks nobody. */
import type { Policies, PolicyText } from '../world/policies.js';

export interface VirtualPolicies extends Policies {
  /** Lays a policy, or says how reading it ends. */
  lay(source: string, policy: string | PolicyText): void;
  /** What was read so far. */
  readonly asked: readonly string[];
}

/** The port; nothing stands anywhere at first, and an address that nothing was laid at fails. */
export function virtualPolicies(): VirtualPolicies {
  const laid = new Map<string, PolicyText>();
  const asked: string[] = [];
  return {
    asked,
    lay: (source, policy) => void laid.set(source, typeof policy === 'string' ? { is: 'text', text: policy } : policy),
    read: async (source) => {
      asked.push(source);
      return laid.get(source) ?? (source.startsWith('/') ? { is: 'absent' } : { is: 'failed', why: 'nobody answers there' });
    },
  };
}
