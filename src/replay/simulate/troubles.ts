/** What goes wrong in a life, and how time passes: each makes up the steps of one operation. Pure. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../dates/units.js';
import { CRASH_PLACES, HALFWAY } from '../scenario/crash-points.js';
import { commit, forget, note, type Operation, type Said } from './operation.js';

export const time: Operation = ({ dice }) =>
  dice.weighed<() => readonly Said[]>([
    [6, () => [{ verb: 'advance', args: (5 + dice.below(40)) * MINUTE_MS }]],
    [2, () => [{ verb: 'advance', args: (1 + dice.below(2)) * HOUR_MS }]],
  ])();

/** The clock is set by hand or by the network, backwards too. */
export const jump: Operation = ({ dice }) => [
  {
    verb: 'clock',
    args: dice.pick([
      { back: 5 * MINUTE_MS },
      { back: 3 * HOUR_MS },
      { back: 2 * DAY_MS },
      { ahead: 2 * HOUR_MS },
      { ahead: DAY_MS },
      { ahead: 9 * DAY_MS },
    ]),
  },
];

export const daemon: Operation = ({ dice, here, known }) => {
  const start: readonly Said[] =
    here.name === known[0]?.name
      ? [{ verb: 'daemon', args: 'start' }]
      : [
          { verb: 'trust', args: true },
          { verb: 'daemon', args: 'start' },
        ];
  if (!here.hasDaemon) return start;
  return dice.pick([
    [{ verb: 'daemon', args: 'kill' }],
    [{ verb: 'daemon', args: 'stop' }],
    [{ verb: 'daemon', args: 'kill' }, ...start],
  ] as const);
};

export const paused: Operation = (living) => [
  { verb: 'pause', args: {} },
  note(living),
  { verb: 'tick', args: {} },
  { verb: 'resume', args: {} },
];

/** What a process may die in, with what brings one there. */
export const crash: Operation = (living) => {
  const { dice, here } = living;
  const power = dice.chance() < 0.4 ? { power: true } : {};
  const when = dice.chance() < 0.5 ? 'before' : 'after';
  const acts: readonly (readonly [number, () => readonly [string, readonly Said[]] | undefined])[] = [
    [3, () => [dice.pick(['append.tail', 'append.log', 'append.tail', 'write.index-head']), [note(living)]]],
    [
      3,
      () => [
        dice.pick(['commit.dream', 'write.dream-run', 'rename.dream-lock', 'append.log', 'append.tail']),
        [note(living), { verb: 'dream', args: {} }],
      ],
    ],
    [
      here.pending.length > 0 ? 5 : 0,
      () => [
        dice.pick(['commit.pin', 'write.accept', 'advance.branch', 'advance.half', 'ref.open', 'append.tail', 'remove.accept']),
        [{ verb: 'review', args: dice.pick(['accept', 'reject'] as const) }],
      ],
    ],
    [
      3,
      () => {
        const said = forget(living);
        return (
          said && [
            dice.pick(['write.forget', 'append.forgotten', 'commit.journal', 'write.log', 'write.tail', 'remove.forget', 'remove.index']),
            said,
          ]
        );
      },
    ],
    [
      2,
      () => [
        dice.pick(['commit.journal', 'rename.tail', 'write.seen', 'remove.tail']),
        [commit(living), { verb: 'observe', args: 'news' }],
      ],
    ],
  ];
  if (dice.chance() < 0.2) return [{ verb: 'crash', args: {} }];
  if (dice.chance() < 0.3) {
    const said = dice.pick([
      [note(living)],
      [{ verb: 'dream', args: {} } as const],
      [commit(living), { verb: 'observe', args: 'news' } as const],
    ]);
    return [{ verb: 'crash', args: { call: 1 + dice.below(25), ...power } }, ...said];
  }
  const chosen = dice.weighed(acts)();
  if (!chosen) return undefined;
  const [point, said] = chosen;
  if (point === HALFWAY) return [{ verb: 'crash', args: { before: point } }, ...said];
  return [{ verb: 'crash', args: { [when]: point, times: 1 + dice.below(2), ...power } }, ...said];
};

export const faults: Operation = (living) => {
  const { dice, here } = living;
  const work = (): readonly Said[] =>
    dice.weighed<() => readonly Said[]>([
      [3, () => [note(living)]],
      [3, () => [note(living), { verb: 'dream', args: {} }]],
      [here.pending.length > 0 ? 3 : 0, () => [{ verb: 'review', args: 'accept' }]],
      [2, () => [commit(living), { verb: 'observe', args: 'news' }]],
    ])();
  return dice.weighed<() => readonly Said[]>([
    [2, () => [{ verb: 'disk', args: 'full' }, ...work(), { verb: 'tick', args: {} }, { verb: 'disk', args: 'free' }]],
    [3, () => [{ verb: 'fail', args: { call: 1 + dice.below(12), because: 'full' } }, ...work()]],
    [
      3,
      () => [
        {
          verb: 'fail',
          args: { before: `${dice.pick(['append', 'write', 'rename', 'create'])}.${dice.pick(CRASH_PLACES)}`, because: 'full' },
        },
        ...work(),
      ],
    ],
    [2, () => [{ verb: 'fail', args: { before: 'commit.dream', because: 'full' } }, note(living), { verb: 'dream', args: {} }]],
    [
      here.pending.length > 0 ? 3 : 0,
      () => [
        { verb: 'fail', args: { before: dice.pick(['advance.branch', 'commit.pin', 'ref.open']), because: 'moved' } },
        { verb: 'review', args: 'accept' },
      ],
    ],
    [
      2,
      () => [
        { verb: 'fail', args: { before: 'commit.journal', because: 'moved' } },
        note(living),
        { verb: 'advance', args: 61 * MINUTE_MS },
      ],
    ],
    [
      2,
      () => [
        { verb: 'hold', args: dice.pick(['dream', 'journal'] as const) },
        ...work(),
        { verb: 'tick', args: {} },
        { verb: 'hold', args: 'nothing' },
      ],
    ],
    [
      1,
      () => [
        { verb: 'slow', args: { by: 2 * HOUR_MS } },
        { verb: 'session', args: { inputs: 2 } },
        { verb: 'advance', args: 20 * MINUTE_MS },
      ],
    ],
    [1, () => [{ verb: 'damage', args: 'journal' }, ...work(), { verb: 'tick', args: {} }, { verb: 'mend', args: {} }]],
    [1, () => [{ verb: 'damage', args: 'HEAD:README.md' }, ...work(), { verb: 'tick', args: {} }, { verb: 'mend', args: {} }]],
  ])();
};
