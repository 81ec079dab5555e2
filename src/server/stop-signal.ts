/**
 * Aborts on Ctrl-C or when told to end; told so again after a moment, the process ends at once.
 *
 * @param exitCode of an end at once.
 */
export function openStopSignal(exitCode: number): AbortSignal {
  const stopping = new AbortController()
  let toldAt: number | undefined
  const hear = () => {
    const now = performance.now()
    if (toldAt !== undefined && now - toldAt > echoMs) process.exit(exitCode)
    toldAt ??= now
    stopping.abort()
  }
  process.on('SIGINT', hear)
  process.on('SIGTERM', hear)
  return stopping.signal
}

// On Ctrl-C the terminal signals everyone, and npm passes its own signal on.
const echoMs = 1_000

/** How shells tell that a command was interrupted. */
export const exitInterrupted = 130
