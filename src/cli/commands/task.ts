/** `kairos task`: the tasks of this work tree: what there is, adding and approving one, what ran, and what the coming days bring. */
import { userInfo } from 'node:os';
import { shortHash } from '../../base/hash.js';
import { KairosError } from '../../base/errors.js';
import { harmless } from '../../base/harmless-text.js';
import { wishesOf } from '../../desk/activation.js';
import { addTask, approveTask, listTasks, NO_DAEMON, removeTask, taskHistory, whatOf, whyNotNow } from '../../desk/tasks.js';
import { type Asleep, simulateTasks } from '../../desk/simulate-tasks.js';
import { runTaskNow } from '../../desk/run-task.js';
import type { Command } from 'commander';
import type { Context } from '../context.js';
import { open } from '../open.js';
import type { Opened } from '../opened.js';
import { programPath } from '../package-files.js';
import { grouped } from '../../base/plural.js';
import { plural } from '../print.js';
import { costText, historyJson, historyText, simulatedJson, simulatedText, stateText, taskJson, taskLines } from '../task-text.js';
import { crontabText, keptEnvironment, launchdText, systemdText, type Start } from '../task-units.js';

interface AddOptions {
  id?: string;
  command?: boolean;
  timezone?: string;
  priority?: string;
  missed?: string;
  overlap?: string;
  expires?: string;
  permanent?: boolean;
  session?: boolean;
  json?: boolean;
}

interface SimulateOptions {
  days: string;
  asleep?: string;
  json?: boolean;
}

const ADD_HELP = [
  '',
  'A schedule is one of:',
  '  every 20m               from now on; s, m, h or d',
  '  in 20m                  once',
  '  at "2026-12-01 09:00"   once, local time; also with Z, +01:00, or --timezone',
  '  0 9 * * 1-5             as cron has it: minute hour day month weekday; with six fields the second comes first',
  '  @daily                  also @hourly, @weekly, @monthly, @yearly',
  '  at start                whenever the daemon starts',
  '',
  'The words behind the schedule are what the agent is asked. With --command they are a program and its arguments, which no shell reads; it runs where',
  'your own settings say "act: on". What comes again and again ends after 7 days, unless it is --permanent.',
  '',
  'Examples:',
  '  $ kairos task add "0 9 * * 1-5" "Say what waits for review"',
  '  $ kairos task add "every 20m" "Look whether the build is green" --priority later',
  '  $ kairos task add "in 45m" "Remind me of the release notes"',
  '  $ kairos task add "0 2 * * *" --command "npm test" --id nightly-tests --permanent',
].join('\n');

export function addTaskCommand(command: Command, context: Context): void {
  command.addHelpText(
    'after',
    '\nTasks stand in .kairos/scheduled_tasks.json, which you may edit; what nobody approved here is shown as new and does not run.\n\nExamples:\n  $ kairos task list\n  $ kairos task add "every 20m" "Look whether the build is green"\n  $ kairos task approve standup\n  $ kairos task simulate --days 14\n  $ kairos task crontab          for those who run no daemon',
  );
  addList(command, context);
  addAdd(command, context);
  addRm(command, context);
  addApprove(command, context);
  addRunNow(command, context);
  addHistory(command, context);
  addSimulate(command, context);
  for (const unit of UNITS) addUnit(command, context, unit);
}

function addList(command: Command, context: Context): void {
  command
    .command('list', { isDefault: true })
    .description('list the tasks, when each runs next, and what is wrong with the file')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nIt ends with 1 where the file cannot be read, and with 3 where git tracks it.\n\nExamples:\n  $ kairos task list\n  $ kairos task list --json',
    )
    .action(async (options: { json?: boolean }) => list(context, options.json === true));
}

function addAdd(command: Command, context: Context): void {
  command
    .command('add')
    .description('add a task, which you approve by adding it')
    .argument('<schedule>', 'when: "every 20m", "in 20m", "at 2026-12-01 09:00", "0 9 * * 1-5"')
    .argument('<text...>', 'what the agent is asked; with --command a program and its arguments')
    .option('--command', 'run a program instead of asking')
    .option('--id <name>', 'its name; left out: made of its first words')
    .option('--timezone <zone>', 'such as Europe/Berlin; left out: the one of this machine')
    .option('--priority <now|next|later>', 'how urgent its message is; left out: next')
    .option(
      '--missed <skip|once|all>',
      'what becomes of runs that were missed: none, one for all, or each of the newest ten; left out: once',
    )
    .option('--overlap <skip|queue|allow>', 'what becomes of a run whose last one is not over; left out: skip')
    .option('--expires <time>', 'when it ends, such as 2026-12-01T09:00Z; left out: after 7 days')
    .option('--permanent', 'it does not end')
    .option('--session', 'it ends with the daemon')
    .option('--json', 'print as JSON')
    .addHelpText('after', ADD_HELP)
    .action(async (schedule: string, words: string[], options: AddOptions) => add(context, schedule, words, options));
}

function addRm(command: Command, context: Context): void {
  command
    .command('rm')
    .description('take a task out, and take back that it was approved')
    .argument('<task>', 'as "kairos task list" names it')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ kairos task rm standup')
    .action(async (id: string, options: { json?: boolean }) => {
      const { world, ws, view } = await opened(context, options.json);
      const { unread, isTwice, job } = await removeTask(world, ws, view, id);
      if (options.json === true)
        return context.json({
          id,
          removed: true,
          ...(unread !== undefined && { unread }),
          ...(isTwice && { isTwice }),
          ...(job !== undefined && { job }),
        });
      if (unread === undefined) context.say(`${harmless(id)} is gone, and may not run any more`);
      else context.say(`${harmless(id)} may not run any more; it may stand in the file still, which cannot be read: ${harmless(unread)}`);
      if (isTwice) context.say(`another task ${harmless(id)} stands in the file, which nobody approved`);
      if (job !== undefined) context.say(`its run that has begun goes on: kairos jobs ${job}`);
    });
}

function addApprove(command: Command, context: Context): void {
  command
    .command('approve')
    .description('let a task run that was not added here by you: as it stands now')
    .argument('<task>', 'as "kairos task list" names it')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nRead it first: "kairos task list" shows what it does. A later change of its text or schedule has to be approved anew.\n\nExample:\n  $ kairos task approve standup',
    )
    .action(async (id: string, options: { json?: boolean }) => {
      const { world, ws, view } = await opened(context, options.json);
      const { row, isNews } = await approveTask(world, ws, view, id);
      if (options.json === true) return context.json(taskJson(row));
      context.say(
        isNews ? `approved ${context.palette.cyan(id)}: ${harmless(whatOf(row.task))}` : `${id} was approved already, as it stands`,
      );
      context.say(stateText(row, world.clock.now(), machineZone(world), context.palette));
      await sayWhyNot(context, { world, ws });
    });
}

function addRunNow(command: Command, context: Context): void {
  command
    .command('run')
    .description('run a task now; its next planned time comes as before')
    .argument('<task>', 'as "kairos task list" names it')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nA prompt becomes a message to the daemon. A command runs here, with what it prints; it needs "act: propose" or "act: on" in your own settings.\n\nExample:\n  $ kairos task run nightly-tests',
    )
    .action(async (id: string, options: { json?: boolean }) => {
      // A routine tells what happened: what nobody noted yet is part of it.
      const { world, ws, view } = await open(context, { git: true, kairos: true, look: true, quiet: options.json === true });
      const ran = await runTaskNow(world, ws, view, id, context.signal);
      if (ran.outcome === 'failed') context.exitCode = 1;
      if (options.json === true) return context.json({ id, ...ran });
      const printed = (ran.output ?? '').trimEnd();
      if (printed !== '') for (const line of printed.split('\n')) context.say(harmless(line));
      context.say(`${context.palette.cyan(id)} ${ran.outcome}: ${harmless(ran.detail)}`);
    });
}

function addHistory(command: Command, context: Context): void {
  command
    .command('history')
    .description('print what became of the runs, the newest last')
    .argument('[task]', 'of this one alone')
    .option('--json', 'print the runs as JSON, one a line')
    .addHelpText('after', '\nExamples:\n  $ kairos task history\n  $ kairos task history nightly-tests --json')
    .action(async (id: string | undefined, options: { json?: boolean }) => {
      const { world, ws, view } = await opened(context, options.json);
      const rows = await taskHistory(world, ws, view, id);
      if (options.json === true) return context.json(rows.map(historyJson));
      if (rows.length === 0) context.say(id === undefined ? 'no task has run here' : `nothing is known of runs of "${harmless(id)}"`);
      for (const row of rows) context.say(historyText(row, machineZone(world), context.palette));
    });
}

function addSimulate(command: Command, context: Context): void {
  command
    .command('simulate')
    .description('print every run of the coming days, with the changes of the clocks and what is missed, and what it may cost')
    .argument('[task]', 'this one alone')
    .option('--days <n>', 'how many days, 1 to 400', '14')
    .option('--asleep <from-to>', 'the machine does not run at this time of each day, such as 22:00-07:00')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nIt begins with what is due now. A task that is not approved is shown as if it were.\n\nExamples:\n  $ kairos task simulate --days 14\n  $ kairos task simulate --asleep 22:00-07:00\n  $ kairos task simulate standup --days 120 --json',
    )
    .action(async (id: string | undefined, options: SimulateOptions) => simulation(context, id, options));
}

function addUnit(command: Command, context: Context, [name, about, text]: (typeof UNITS)[number]): void {
  command
    .command(name)
    .description(about)
    .addHelpText(
      'after',
      `\nIt starts "kairos run --once" every five minutes: whatever task is due then runs.\n\nExample:\n  $ kairos task ${name}`,
    )
    .action(async () => {
      const { ws } = await open(context, { git: true, kairos: true, brief: true, quiet: true });
      // As it is: what is copied may not be broken at blanks.
      process.stdout.write(text(startOf(ws.root, ws.gitFolder, context.env)));
    });
}

const UNITS: readonly (readonly [name: string, about: string, text: (start: Start) => string])[] = [
  ['crontab', 'print the line of a crontab that runs what is due, for those who run no daemon', crontabText],
  ['systemd', 'print a service and a timer that do the same', systemdText],
  ['launchd', 'print a property list that does the same', launchdText],
];

function startOf(root: string, folder: string, env: Context['env']): Start {
  const kept = keptEnvironment(env, userInfo().homedir);
  return { argv: [process.execPath, programPath()], root, env: kept, log: `${folder}/once.log`, name: shortHash([root], 6) };
}

async function opened(context: Context, json: boolean | undefined): Promise<Opened> {
  return open(context, { git: true, kairos: true, brief: true, quiet: json === true });
}

function machineZone({ clock }: Opened['world']): string {
  return clock.zone?.() ?? 'UTC';
}

async function list(context: Context, asJson: boolean): Promise<void> {
  const { world, ws, view } = await opened(context, asJson);
  const { tasks, problems, isKept, isUnread, isTracked, whyNone, isIdle, zone } = await listTasks(world, ws, view, wishesOf(context.env));
  if (isUnread) context.exitCode = 1;
  if (isTracked) context.exitCode = 3;
  if (asJson)
    return context.json({
      tasks: tasks.map(taskJson),
      problems,
      ...(isKept && { isKept }),
      zone,
      ...(whyNone !== undefined && { whyNone }),
      ...(isIdle && { isIdle }),
    });
  const { palette } = context;
  if (whyNone !== undefined) context.say(palette.yellow(`no task runs: ${harmless(whyNone)}; "kairos activate --explain" says more`));
  if (tasks.length === 0 && problems.length === 0) context.say('there is no task; kairos task add "every 20m" "what is to be done"');
  for (const row of tasks)
    for (const line of taskLines(row, world.clock.now(), zone, { ...context, isClosed: whyNone !== undefined })) context.say(line);
  for (const { path, line, column, message } of problems)
    context.say(`${palette.yellow(`.kairos/${path}:${line}:${column}`)} ${harmless(message)}`);
  if (isKept) context.say('the tasks that it held when it could be read go on');
  if (isIdle && whyNone === undefined && tasks.length > 0) context.say(palette.dim(NO_DAEMON));
}

async function add(context: Context, schedule: string, words: readonly string[], options: AddOptions): Promise<void> {
  if (options.permanent === true && options.session === true)
    throw new KairosError('usage', '--permanent and --session exclude each other', { hint: 'kairos task add --help' });
  if (options.permanent === true && options.expires !== undefined)
    throw new KairosError('usage', '--permanent and --expires exclude each other', { hint: 'kairos task add --help' });
  const { world, ws, view } = await opened(context, options.json);
  const row = await addTask(world, ws, view, {
    schedule,
    text: words.join(' '),
    isCommand: options.command === true,
    // One piece is taken apart as a shell would; of several each is an argument.
    ...(options.command === true && words.length > 1 && { words }),
    ...(options.id !== undefined && { id: options.id }),
    ...(options.timezone !== undefined && { timezone: options.timezone }),
    ...(options.priority !== undefined && { priority: options.priority }),
    ...(options.missed !== undefined && { missed: options.missed }),
    ...(options.overlap !== undefined && { overlap: options.overlap }),
    ...(options.expires !== undefined && { expiresAt: options.expires }),
    permanent: options.permanent === true,
    isOfSession: options.session === true,
  });
  if (options.json === true) return context.json(taskJson(row));
  context.say(`added ${context.palette.cyan(row.task.id)}: ${harmless(whatOf(row.task))}`);
  context.say(stateText(row, world.clock.now(), machineZone(world), context.palette));
  await sayWhyNot(context, { world, ws });
}

/** Says why it does not run by itself now, where it does not. */
async function sayWhyNot({ say, env, palette }: Context, { world, ws }: Pick<Opened, 'world' | 'ws'>): Promise<void> {
  const why = await whyNotNow(world, ws, wishesOf(env));
  if (why !== undefined) say(palette.dim(harmless(why)));
}

async function simulation(
  context: Context,
  id: string | undefined,
  options: { days: string; asleep?: string; json?: boolean },
): Promise<void> {
  const days = Number(options.days);
  if (!Number.isInteger(days) || days < 1 || days > 400)
    throw new KairosError('usage', `--days is a whole number from 1 to 400, not "${options.days}"`, {
      hint: 'kairos task simulate --days 14',
    });
  const asleep = options.asleep === undefined ? undefined : asleepOf(options.asleep);
  const { world, ws, view, config } = await opened(context, options.json);
  const { rows, isCut, ...found } = await simulateTasks(world, ws, view, {
    wishes: wishesOf(context.env),
    days,
    budget: config.budget,
    ...(asleep && { asleep }),
    ...(id !== undefined && { id }),
  });
  if (options.json === true) return context.json({ rows: rows.map(simulatedJson), isCut, ...found });
  const { runs, unapproved, cost, zone, problems, atStart, whyNone } = found;
  const none = whyNone === undefined ? undefined : context.palette.yellow(`no task runs: ${harmless(whyNone)}; this is what would come`);
  if (none !== undefined) context.say(none);
  for (const row of rows) context.say(simulatedText(row, zone, context.palette));
  if (isCut) context.say(context.palette.yellow(`... and more than these ${grouped(rows.length)}: name a task, or fewer days`));
  for (const one of atStart) context.say(`${context.palette.cyan(one)} runs whenever the daemon starts`);
  for (const { path, line, column, message } of problems)
    context.say(`${context.palette.yellow(`.kairos/${path}:${line}:${column}`)} ${harmless(message)}`);
  const total = runs.prompts + runs.commands + runs.dreams;
  const parts = [plural(runs.prompts, 'prompt'), plural(runs.commands, 'command'), plural(runs.dreams, 'dream')];
  context.say(`${plural(days, 'day')}: ${plural(total, 'run')}${runs.isMore ? ' or more' : ''} (${parts.join(', ')})`);
  if (unapproved.ids.length > 0)
    context.say(
      `${context.palette.yellow(`beside these ${plural(unapproved.runs, 'run')}${unapproved.isMore ? ' or more' : ''} of tasks that nobody approved`)}: ${unapproved.ids.map((one) => `kairos task approve ${one}`).join(', ')}`,
    );
  if (none !== undefined && rows.length > 0) context.say(none);
  context.say(context.palette.dim(costText(cost)));
}

/** @throws KairosError `usage`. */
function asleepOf(text: string): Asleep {
  const [, fromHour, fromMinute, toHour, toMinute] = /^([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim()) ?? [];
  if (toMinute === undefined)
    throw new KairosError('usage', `--asleep is a time of the day such as 22:00-07:00, not "${text}"`, {
      hint: 'kairos task simulate --asleep 22:00-07:00',
    });
  const asleep = { fromMinute: Number(fromHour) * 60 + Number(fromMinute), toMinute: Number(toHour) * 60 + Number(toMinute) };
  if (asleep.fromMinute === asleep.toMinute)
    throw new KairosError('usage', `--asleep ends where it begins: "${text}"`, { hint: 'kairos task simulate --asleep 22:00-07:00' });
  return asleep;
}
