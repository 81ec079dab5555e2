import cliProgress from 'cli-progress'

export interface Progress {
  /** @param done of the total; @param note what stands beside it. */
  readonly tell: (done: number, note: string) => void
  /** Something that should be read whatever the progress; each sentence once in a row. */
  readonly say: (sentence: string) => void
  readonly end: () => void
}

/** A bar on standard error where that is a terminal; otherwise a line now and then. */
export const openProgress = (total: number): Progress =>
  process.stderr.isTTY ? openBar(total) : openLines(total)

const format = '{bar} {percentage} % | {note} | {duration_formatted}, {eta_formatted} to go'

function openBar(total: number): Progress {
  const preset = cliProgress.Presets.shades_classic
  // The command itself hears Ctrl-C, and ends in order.
  const bar = new cliProgress.SingleBar({ format, gracefulExit: false, barsize: 30 }, preset)
  bar.start(Math.max(total, 1), 0, { note: '' })
  let last = ''
  return {
    tell(done, note) {
      bar.update(Math.min(done, total), { note })
      last = ''
    },
    say(sentence) {
      if (sentence !== last) bar.update({ note: sentence })
      last = sentence
    },
    end: () => bar.stop(),
  }
}

const lineEveryMs = 10_000

function openLines(total: number): Progress {
  let toldAt = performance.now()
  let last = ''
  const write = (line: string) => void process.stderr.write(`${line}\n`)
  return {
    tell(done, note) {
      last = ''
      if (performance.now() - toldAt < lineEveryMs) return
      toldAt = performance.now()
      write(`${Math.floor((100 * done) / Math.max(total, 1))} %, ${note}`)
    },
    say(sentence) {
      if (sentence !== last) write(sentence)
      last = sentence
    },
    end: () => undefined,
  }
}
