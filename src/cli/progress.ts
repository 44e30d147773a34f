/** Shows the progress of long work on standard error: a bar with rate and time left at a terminal, a few lines otherwise. */
import { grouped } from '../base/plural.js';
import cliProgress from 'cli-progress';
import type { Context } from './context.js';

export interface Progress {
  readonly show: (done: number, total: number) => void;
  /** Removes the bar; may be called twice. */
  readonly end: () => void;
}

/** The most progress lines that are written for the whole work where there is no terminal. */
const LINES = 10;
/** Batches take unlike times: rate and time left are read off so many milliseconds. */
const RATE_OVER_MS = 10_000;

/** Starts showing progress. @param verb `embedding`. @param noun `texts`. @param isShown false: prints nothing. */
export function progressOf(context: Context, verb: string, noun: string, isShown: boolean): Progress {
  if (!isShown) return { show: () => undefined, end: () => undefined };
  return process.stderr.isTTY === true && context.interactive ? barOf(verb, noun) : linesOf(context, verb, noun);
}

function barOf(verb: string, noun: string): Progress {
  const bar = new cliProgress.SingleBar(
    {
      format: `${verb} {bar} {value}/{total} ${noun}{pace}`,
      barsize: 24,
      formatValue: (value, _options, type) => (type === 'value' || type === 'total' ? grouped(value) : String(value)),
      hideCursor: true,
      clearOnComplete: true,
      stream: process.stderr,
      noTTYOutput: false,
    },
    cliProgress.Presets.shades_classic,
  );
  let seen: { readonly atMs: number; readonly done: number }[] = [];
  let isRunning = false;
  return {
    show: (done, total) => {
      if (total === 0) return;
      const atMs = performance.now();
      if (done === 0) seen = [];
      seen = [...seen.filter((one) => atMs - one.atMs < RATE_OVER_MS), { atMs, done }];
      const first = seen[0];
      const perSecond = first && atMs > first.atMs ? ((done - first.done) * 1000) / (atMs - first.atMs) : 0;
      const pace = perSecond > 0 ? `, ${rateText(perSecond)}, ${secondsText((total - done) / perSecond)} left` : '';
      if (isRunning && done > 0) bar.update(done, { pace });
      else bar.start(total, done, { pace });
      isRunning = true;
    },
    end: () => {
      if (isRunning) bar.stop();
      isRunning = false;
    },
  };
}

function rateText(perSecond: number): string {
  return `${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s`;
}

/** `45 s`, `3 min`, `2.5 h`. */
function secondsText(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  return seconds < 100 * 60 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

function linesOf(context: Context, verb: string, noun: string): Progress {
  let told = -1;
  return {
    show: (done, total) => {
      const tenth = Math.floor((done * LINES) / Math.max(1, total));
      if (total === 0 || (done > 0 && tenth <= told) || done === total) return;
      told = tenth;
      context.tell(`${verb} ${grouped(done)} of ${grouped(total)} ${noun}`);
    },
    end: () => undefined,
  };
}
