// The guard that each scenario of the frozen corpus holds, and the edit of the sources that takes it out. `node scripts/guards.js` takes out one at a time.
// `find` stands once in the file.

/** Scenario -> edits. */
export const GUARDS = {
  abstention: [
    ['src/recall/search.ts', 'bounds.minScore ?? search.settings.minScore ?? (byMeaning ? CUT.withMeaning : CUT.wordsOnly)', '0'],
  ],
  'agent-clock-back': [['src/daemon/turn-begin.ts', 'if (!isAhead) return loop;', 'if (isAhead || !isAhead) return loop;']],
  'always-fails': [['src/daemon/turn-pace.ts', 'for (let n = 1; n < Math.min(failures, 20); n += 1) ms *= 2;', '']],
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
  'dream-own-output': [['src/observe/commit-entry.ts', 'return paths.every(', 'return paths.length > 1000 && paths.every(']],
  'dropped-message': [
    [
      'src/daemon/queue.ts',
      'const actor = sealedId === undefined ? undefined : actorOfMessage(origin);',
      "const actor = actorOfMessage('user');",
    ],
  ],
  dst: [
    [
      'src/dates/typed-span.ts',
      'return { fromMs: moment(fromMs), toMs: moment(toMs) };',
      'return { fromMs: moment(fromMs), toMs: moment(fromMs) + toMs - fromMs };',
    ],
  ],
  'edited-claim': [['src/dream/claims/known-claims.ts', 'cited.has(finding) ||', '']],
  'forged-message': [
    ['src/daemon/turn-rules.ts', "sealedId !== undefined && origin !== 'external'", 'sealedId !== undefined || origin !== undefined'],
  ],
  'git-clean': [['src/journal/restore.ts', 'return !reading.hidden && reading.wanted !== reading.live;', 'return false;']],
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
  'killed-accept': [
    ['src/daemon/chores.ts', '(await pass.world.files.stat(pass.ws.acceptIntent)) !== undefined ||', ''],
    ['src/daemon/chores.ts', '(await marksOf(pass)).some((name) => name.startsWith(REFS.acceptPins)),', 'false,'],
  ],
  'killed-in-mid-turn': [['src/daemon/turn-state.ts', '...(cut && hasModel && { suspended: cut })', '']],
  'memory-conflict': [
    [
      'src/dream/tree/base-branch.ts',
      "throw new KairosError('git-busy', busy ===",
      "return;\n  throw new KairosError('git-busy', busy ===",
    ],
  ],
  'missed-runs': [
    [
      'src/schedule/plan.ts',
      "if (task.missed === 'skip') return { fires: onTime.map(fire), passed: [{ ...missed, why: 'missed' }] };",
      "if (task.missed === 'skip') return { fires: onTime.map(fire), passed: [] };",
    ],
  ],
  'near-duplicates': [['src/dream/claims/select.ts', 'const SAME = 0.72;', 'const SAME = 1.01;']],
  'negated-correction': [['src/wording/polarity.ts', 'return a.denials === b.denials &&', 'return']],
  'never-sleeps': [
    ['src/daemon/turn-effects.ts', 'if (isResumed !== true && seen === since?.key) return opened({ isQuiet: true });', ''],
    [
      'src/daemon/turn-effects.ts',
      'if (isResumed !== true && since !== undefined && stood === runtime.turns.stood) return opened({ isQuiet: true });',
      '',
    ],
  ],
  'new-year': [['src/dates/absolute-dates.ts', '.replace(DAY, (word: string) => plus(dayOffset(word) ?? 0))', '']],
  'old-branch': [
    ['src/activation/setup.ts', 'for (const path of [ws.config, ws.writerFile, ws.tails])', 'for (const path of [ws.config])'],
  ],
  'order-under-interrupts': [
    [
      'src/daemon/turn-end.ts',
      'const RANKS = { now: 0, next: 1, later: 2 } as const;',
      'const RANKS = { now: 1, next: 1, later: 1 } as const;',
    ],
  ],
  'other-languages': [
    [
      'src/recall/text/tokenize.ts',
      'const WORD = inTwoForms(String.raw`[\\p{L}\\p{N}_][\\p{L}\\p{N}\\p{M}_]*(?:',
      'const WORD = inTwoForms(String.raw`[a-z0-9_][a-z0-9_]*(?:',
    ],
  ],
  'own-dream-no-session': [['src/dream/gate/pressure.ts', 'sessions.filter((entry) => entry.atMs > sinceMs)', 'sessions']],
  paused: [
    [
      'src/daemon/preflight.ts',
      'const pause = await readPause(world, ws);',
      'const pause = await readPause(world, { ...ws, pausedLatch: "/none", pausedFile: "/none" });',
    ],
  ],
  'paused-in-mid-turn': [
    ['src/daemon/turn-rules.ts', "next.state.status === 'paused' || next.state.status === 'hostile'", "next.state.status === 'hostile'"],
  ],
  'power-loss': [['src/memory/append.ts', "if (ws.hasGit) await world.files.append(tail, '', { synced: true });", '']],
  rebase: [['src/observe/rewritten.ts', 'for (const fresh of open()) pair(fresh, byKey.get(rewriteKey(fresh))?.shift());', '']],
  'rejected-claim': [
    [
      'src/dream/claims/consolidate.ts',
      'const isRejected = ({ claim }: Finding): boolean => known.isRejected(readClaim(claim.text).claim);',
      'const isRejected = (_finding: Finding): boolean => false;',
    ],
  ],
  'rename-chain': [['src/desk/asked-path.ts', 'return (await git.formerNames(path)).slice(0, NAMES_MOST);', 'return [];']],
  'reset-to-look': [
    [
      'src/observe/rewritten.ts',
      'if (/^(?:commit|cherry-pick|revert|merge|pull|am)\\b/.test(line.message)',
      'if (/^nothing\\b/.test(line.message)',
    ],
  ],
  'revert-of-revert': [
    [
      'src/memory/reversals.ts',
      '    for (const target of meant) turn(node, target);',
      '    for (const target of meant) if (node.depth < 2) turn(node, target);',
    ],
  ],
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
  'size-cap': [
    [
      'src/memory/memory-block.ts',
      'let chosen = choose(listed, compare, roomBytes - byteLength(frame([], 0, eol)), eol);',
      'let chosen = choose(listed, compare, 99_999, eol);\n  roomBytes = 99_999;',
    ],
  ],
  squash: [['src/dream/claims/select.ts', 'const SAME = 0.72;', 'const SAME = 1.01;']],
  'stale-buffer': [
    ['src/daemon/task-effects.ts', 'if (written.length === 0) {', 'if (written.length > 1) {'],
    ['src/schedule/standing-file.ts', ': accounted.get(id);', ': undefined;'],
  ],
  'stale-fact': [
    ['src/recall/ranking/newer.ts', 'if (pairs.length === 0) return', 'if (pairs.length >= 0) return'],
    ['src/recall/ranking/order.ts', 'if (dice(a, b) >= SAME_STATEMENT) return true;', 'return false;'],
  ],
  'torn-tail': [
    ['src/journal/reconcile.ts', "return text + (text === '' || text.endsWith('\\n') ? '' : '\\n') + blocks", 'return text + blocks'],
  ],
  'unapproved-command': [
    [
      'src/schedule/task-journal.ts',
      'const approval = known.findLast((one) => one.hash === hash);',
      "const approval = known.at(-1) ?? { entry: 'aaaaaaaaaa', hash, atMs: 0 };",
    ],
  ],
  'two-clones': [
    [
      'src/journal/peers.ts',
      'if (writer === own || isHidden(view, `peers/${writer}/.from`)) continue;',
      'if (writer !== undefined) continue;',
    ],
  ],
  'two-weeks-idle': [
    ['src/daemon/turn-effects.ts', 'if (isResumed !== true && seen === since?.key) return opened({ isQuiet: true });', ''],
    [
      'src/daemon/turn-effects.ts',
      'if (isResumed !== true && since !== undefined && stood === runtime.turns.stood) return opened({ isQuiet: true });',
      '',
    ],
  ],
  'two-work-trees': [
    [
      'src/journal/peers.ts',
      'const tails = await listTails(world.files, ws, writer);',
      'const tails = await listTails(world.files, { ...ws, tails: "/none" }, writer);',
    ],
    [
      'src/journal/peers.ts',
      'const tree = tip === undefined ? EMPTY_TREE : await journalTree(world.git, tip);\n  const blobKeys',
      'const tree = EMPTY_TREE;\n  const blobKeys',
    ],
  ],
  undo: [['src/dream/review/undo.ts', 'now.set(file, isOurs ? undefined : merged.text);', 'now.set(file, was);']],
  'verdicts-of-a-model': [['src/desk/review-tool.ts', "enum: ['reject', 'annotate'],", "enum: ['reject', 'annotate', 'accept'],"]],
  'woken-from-sleep': [
    [
      'src/daemon/turn-begin.ts',
      'urgent.length > 0 ? urgent : isAsleep(loop, atMs) ? [] : loop.waiting',
      'isAsleep(loop, atMs) ? [] : loop.waiting',
    ],
  ],
};
