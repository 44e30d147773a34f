// The guard that each scenario of the frozen corpus holds, and the edit of the sources that takes it out. `node scripts/guards.js` takes out one at a time.
// `find` stands once in the file.

/** Scenario -> edits. */
export const GUARDS = {
  abstention: [
    ['src/recall/search.ts', 'bounds.minScore ?? search.settings.minScore ?? (byMeaning ? CUT.withMeaning : CUT.wordsOnly)', '0'],
  ],
  'busy-rebase': [['src/daemon/preflight.ts', "isAway ? 'stash' : await world.git.busy()", "isAway ? 'stash' : undefined"]],
  'clock-back': [
    ['src/daemon/step.ts', "if (state.nextTickAtMs - atMs > state.tickMs) return beginTick(state, atMs, 'the clock was set back');", ''],
  ],
  'contradiction-across-branches': [
    [
      'src/dream/claims/citable.ts',
      'if (message.commit === undefined || reachable.has(message.commit)) messages.push(message);',
      'messages.push(message);\n    if (true) continue;',
    ],
  ],
  'cut-off-forget': [['src/daemon/chores.ts', '(await world.files.list(ws.forgetIntents)).length > 0', 'false']],
  decay: [['src/memory/strength.ts', 'for (const atMs of reinforcedAtMs) product *= lost(atMs);', '']],
  'dream-own-output': [['src/dream/claims/consolidate.ts', ' || is.isKnown(finding)) old.push', ') old.push']],
  'dropped-message': [
    [
      'src/memory/kinds.ts',
      "message: { origin: 'external', indexed: true, evidence: false }",
      "message: { origin: 'external', indexed: true, evidence: true }",
    ],
  ],
  dst: [['src/dates/typed-span.ts', 'localMs - offsetMsAt(localMs - offsetMsAt(localMs))', 'localMs - offsetMsAt(nowMs)']],
  'edited-claim': [
    [
      'src/dream/claims/consolidate.ts',
      "const edited = verdicts.filter(({ decision }) => decision === 'edited');",
      'const edited: Verdict[] = [];',
    ],
  ],
  'git-clean': [
    [
      'src/daemon/chores.ts',
      'return restore(world, ws);',
      'return { ...(await restore({ ...world, files: { ...world.files, write: async () => undefined } }, ws)) };',
    ],
  ],
  'hand-edit-during-dream': [
    [
      'src/dream/edit/merge-accepted.ts',
      'const ours = input.edits.get(path) ?? input.base.get(path);',
      'const ours = input.base.get(path);',
    ],
  ],
  'hidden-text': [
    ['src/observe/message.ts', "const kept = harmless(body.replace(/\\r\\n?/g, '\\n'))", "const kept = body.replace(/\\r\\n?/g, '\\n')"],
  ],
  'hostile-branch': [
    ['src/journal/checkout.ts', 'if (first === undefined) return CLEAN;', 'if (first !== undefined || first === undefined) return CLEAN;'],
  ],
  'injected-instruction': [['src/dream/review/wish.ts', 'idsOf(decisions.accept, unmarked)', 'idsOf(decisions.accept)']],
  'interrupted-dream': [['src/dream/gate/lock.ts', '(await lockTimeMs(world, ws)) ?? 0', 'world.clock.now()']],
  'killed-accept': [['src/daemon/chores.ts', "needs: ['a cut-off accept'],\n    run", "needs: ['a cut-off accept', 'never'],\n    run"]],
  'memory-conflict': [
    [
      'src/dream/tree/base-branch.ts',
      "throw new KairosError('git-busy', busy ===",
      "return;\n  throw new KairosError('git-busy', busy ===",
    ],
  ],
  'near-duplicates': [['src/dream/claims/select.ts', 'const SAME = 0.72;', 'const SAME = 1.01;']],
  'negated-correction': [['src/wording/polarity.ts', 'return a.denials === b.denials &&', 'return']],
  'new-year': [['src/dates/absolute-dates.ts', '.replace(DAY, (word: string) => plus(dayOffset(word) ?? 0))', '']],
  'old-branch': [],
  'other-languages': [],
  'own-dream-no-session': [['src/dream/gate/pressure.ts', 'sessions.filter((entry) => entry.atMs > sinceMs)', 'sessions']],
  paused: [
    [
      'src/daemon/preflight.ts',
      'const pause = await readPause(world, ws);',
      'const pause = await readPause(world, { ...ws, pausedLatch: "/none", pausedFile: "/none" });',
    ],
  ],
  'power-loss': [],
  rebase: [['src/observe/rewritten.ts', 'for (const fresh of open()) pair(fresh, byKey.get(rewriteKey(fresh))?.shift());', '']],
  'rejected-claim': [
    [
      'src/dream/claims/consolidate.ts',
      'const isRejected = ({ claim }: Finding): boolean => known.isRejected(readClaim(claim.text).claim);',
      'const isRejected = (_finding: Finding): boolean => false;',
    ],
  ],
  'rename-chain': [['src/desk/asked-path.ts', 'return (await git.formerNames(path)).slice(0, NAMES_MOST);', 'return [];']],
  'reset-to-look': [],
  'revert-of-revert': [],
  'reverted-decision': [
    ['src/dream/claims/select.ts', 'messages.filter((m) => m.commit === undefined || !undone.has(m.commit))', 'messages'],
  ],
  'secret-in-message': [
    [
      'src/observe/secrets.ts',
      'export async function replaceSecrets(',
      'export async function replaceSecrets(text: string) { return { text, found: [] as string[] }; }\nexport async function replaced(',
    ],
  ],
  'size-cap': [],
  squash: [],
  'stale-fact': [],
  'torn-tail': [],
  'two-clones': [],
  'two-work-trees': [],
  undo: [],
};
