/**
 * Why the program can't go on, as one sentence for whoever started it: printed
 * without a stack trace, because nothing in the program is wrong.
 */
export const startRefused = (sentence: string, cause?: unknown): Error =>
  Object.assign(new Error(sentence, { cause }), { name: 'StartRefused' })

const isStartRefused = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'StartRefused'

/** Runs a process's main function; its answer is the exit code, a refusal one sentence and 1. */
export async function runOrExplain(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main()
  } catch (error) {
    if (!isStartRefused(error)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
