/** What lives of simulation found, shrunk: each stands here with the invariant that it broke. */
import { expect, it } from 'vitest';
import { liveScenario } from '../../../src/replay/scenario/run-scenario.js';
import { readScenarios } from '../../../src/replay/scenario/scenario.js';

const FOUND = `
scenario: verdicts quote what is forgotten
holds: [forgotten, rejected]
start: { embedder: none }
steps:
  - note: The cache listens on port 3004 now.
  - note: The mailer holds 4 workers.
  - tick
  - dream
  - review: { reject: [The cache listens] }
  - forget: The cache listens on port 3004 now.
  - tick
  # Said again, it stays rejected: the verdict still knows it.
  - note: The cache listens on port 3004 now.
  - dream: { replace: true }
  - expect: { no-claims: [The cache listens] }
---
scenario: an answer to the person quotes what is forgotten
holds: forgotten
start: { embedder: none }
steps:
  - note: The router must be restarted after each change of its settings.
  - tell: The parser must be restarted after each change of its settings.
  - tick
  - expect: { outbox: [The router must be restarted] }
  - forget: The router must be restarted after each change of its settings.
  - tick
  - expect: { no-outbox: [The router must be restarted], doctor: well }
---
scenario: the note of a day quotes what is forgotten
holds: forgotten
start: { embedder: none, config: { assistant: true, tick.interval: 1d } }
steps:
  - note: The router must be restarted after each change of its settings.
  - note: The mailer holds 4 workers.
  - advance: 1d
  - tick
  - expect: { log: ["summary@agent 2026-11-20: 2 findings"] }
  - forget: The router must be restarted after each change of its settings.
  - tick
  - expect: { log: [The mailer holds], no-log: [The router must be restarted], doctor: well }
---
scenario: the open dream proposes what is forgotten
holds: [forgotten, cited]
start: { embedder: none }
steps:
  - note: The mailer listens on port 3001 now.
  - note: The cache listens on port 3005.
  - dream
  - forget: The mailer listens on port 3001 now.
  - expect: { branches: { dream: gone } }
  - dream
  - expect: { claims: [The cache listens], no-claims: [The mailer listens] }
  - review: accept
  - tick
---
scenario: a dream on which a person committed proposes what is forgotten
holds: forgotten
start: { embedder: none }
steps:
  - note: The mailer listens on port 3001 now.
  - dream
  - commit: { branch: dream, message: Say more, files: { .kairos/topics/more.md: "# More\\n" } }
  - forget: The mailer listens on port 3001 now.
  - expect: { branches: { dream: exists } }
  - review: accept
  - tick
---
scenario: a topic says what is forgotten in the person's words
holds: forgotten
start: { embedder: none }
steps:
  - note: The indexer listens on port 3002.
  - dream
  - review: { edit: { The indexer listens on port 3002.: The indexer listens on port 3002. So says Ann. } }
  - forget: The indexer listens on port 3002.
  - tick
---
scenario: the end of a log is torn
holds: acknowledged
start: { embedder: none }
steps:
  - commit: "router: stop caching replies"
  - note: The mailer holds 4 workers.
  - edit: { .kairos/logs/2026/11/2026-11-20.md: { cut: 6 } }
  - tick
---
scenario: a full disk leaves a tail whose name is not on the disk
holds: acknowledged
start: { embedder: none }
steps:
  - advance: 69m
  - disk: full
  - { note: The mailer holds 4 workers., fails: disk-full }
  - disk: free
  - note: The parser keeps its sessions in a file.
  - crash: {}
---
scenario: a dream lands on a branch that no setting names
holds: cited
start: { embedder: none }
steps:
  - edit: { .kairos/config.yaml: }
  - branch: topic
  - commit: { message: "gateway: stop caching replies\\n\\nThe gateway must not cache replies, because two users saw each other's.", files: { src/gateway.ts: "1" } }
  - dream
  - expect: { claims: [must not cache] }
---
scenario: an undo takes rejections back
holds: rejected
start: { embedder: none }
steps:
  - note: The mailer listens on port 3001 now.
  - dream
  - review: reject
  - undo
  - dream
  - expect: { claims: [The mailer listens] }
---
scenario: an accept that was killed is finished by a command
holds: converges
start: { embedder: none }
steps:
  - note: The mailer listens on port 3001 now.
  - dream
  - crash: { before: advance.branch }
  - review: accept
---
scenario: what was noted behind a dream is news for the next one, also where a person decided something of it later
holds: quiet
start: { embedder: none }
steps:
  - note: The indexer listens on port 3005.
  - note: The mailer holds 4 workers.
  - dream
  - advance: 5m
  - note: The indexer listens on port 3001 now.
  - advance: 5m
  - review: { reject: [The mailer holds] }
---
scenario: what was noted in the moment of a dream is news for the next one
holds: quiet
start: { embedder: none }
steps:
  - note: The indexer must not be restarted after each change of its settings, as of build 13.
  - note: The cache must be restarted after each change of its settings.
  - dream
  - note: The indexer must be restarted after each change of its settings.
  - review: { edit: { "The indexer must not be restarted after each change of its settings, as of build 13.": "The indexer must not be restarted after each change of its settings, as of build 13. So says Ann." } }
---
scenario: what was reverted behind a dream is news for the next one, also once a part of the dream has landed
holds: quiet
start: { embedder: none }
steps:
  - note: The indexer keeps its sessions in a file.
  - commit: "indexer: stop caching replies\\n\\nThe indexer must not cache replies, because two users saw each other's.\\n"
  - dream
  - revert: HEAD
  - tick
  - review: { accept: [The indexer keeps] }
---
scenario: of two values of which a person rejected the newer the older holds, whatever else has the newer value
holds: quiet
start: { embedder: none }
steps:
  - note: The router holds 3 workers.
  - note: The mailer holds 5 workers.
  - advance: 37m
  - note: The mailer holds 3 workers.
  - dream
  - review: { accept: [The router holds] }
  - review: reject
  - dream
  - expect: { claims: [The mailer holds 5 workers.] }
  - review: accept
  - dream
  - expect: { branches: { dream: gone } }
---
scenario: a dream that finds nothing comes to its end while a part of the tail goes
holds: dated
start: { embedder: none }
steps:
  - dream
  - dream: { replace: true }
  - dream: { replace: true }
  - advance: 16m
  - dream
---
scenario: an object that was mended stays so after a loss of power
holds: acknowledged
start: { embedder: none }
steps:
  - tick
  - damage: journal
  - commit: "mailer: use vitest"
  - mend
  - note: We decided to use webpack for the cache because the other one was too slow.
  - crash: {}
  - tick
---
scenario: a branch brings what the person took back from under it
holds: memory
start: { embedder: none }
steps:
  - note: We decided to use esbuild for the router because the other one was too slow.
  - dream
  - review: accept
  - revert: HEAD
  - note: The gateway holds 5 workers.
  - dream
  - reset: HEAD~1
  - review: { reject: [We decided to use esbuild] }
---
scenario: a topic that an accept laid is whole after a loss of power
holds: [memory, cited]
start: { embedder: none }
steps:
  - note: The router holds 3 workers.
  - dream
  - review: accept
  - note: The mailer holds 4 workers.
  - crash: {}
  - expect: { topics: [The router holds 3 workers] }
  - dream
---
scenario: what is forgotten while a repository lies among the logs goes with the next look behind it
holds: [forgotten, unmoved]
start: { embedder: none }
steps:
  - note: The mailer holds 4 workers.
  - note: The indexer listens on port 3002.
  - tick
  - edit: { .kairos/logs/2026/11/.git/HEAD: "ref\\n" }
  - forget: The indexer listens on port 3002.
  - tick
  - edit: { .kairos/logs/2026/11/.git: }
  - tick
  - expect: { log: [The mailer holds], no-log: [The indexer listens], doctor: well }
---
scenario: an accept that was killed between index and branch is finished by a command
holds: [converges, unmoved]
start: { embedder: none }
steps:
  - note: The mailer listens on port 3001 now.
  - dream
  - crash: { before: advance.half }
  - review: accept
  - note: The parser holds 2 workers.
  - expect: { topics: [The mailer listens on port 3001 now] }
---
scenario: what somebody moves meanwhile moves in no other clone
holds: unmoved
start: { embedder: none }
steps:
  - note: The mailer holds 4 workers.
  - dream
  - clone: clone-2
  - fail: { before: advance.branch, because: moved }
  - review: accept
    fails: ref-moved
---
scenario: what a hand wrote before our lines comes back from the journal
holds: acknowledged
start: { embedder: none }
steps:
  - note: The mailer holds 4 workers.
  - tick
  - edit: { .kairos/logs/2026/11/2026-11-20.md: { prepend: "- by hand\\n" } }
  - tick
  - advance: 61m
  - tick
  - clean
  - tick
  - expect: { log: [The mailer holds] }
`;

const read = readScenarios(FOUND, 'found.yaml');
if ('problems' in read) throw new Error(JSON.stringify(read.problems));

it.each(read.scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
  expect(await liveScenario(scenario)).toMatchObject({ outcome: 'passed' });
});
