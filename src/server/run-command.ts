import { messageOf } from './errors.ts'
import { runOrExplain } from './start-refused.ts'

interface Command<Asked> {
  /** How it is used, to be printed as it stands. */
  readonly usage: string
  /** What its words ask for. Throws a sentence where they ask for nothing that it knows. */
  readonly read: (words: readonly string[]) => Asked
  /** @returns the exit code. */
  readonly run: (asked: Asked) => Promise<number>
}

/** Runs a command of the command line. Words that it does not know change nothing, and end it with 2. */
export const runCommand = <Asked>({ usage, read, run }: Command<Asked>): Promise<void> =>
  runOrExplain(async () => {
    const words = process.argv.slice(2)
    if (words.includes('--help') || words.includes('-h')) {
      process.stdout.write(usage)
      return 0
    }
    const asked = readOrExplain(read, words, usage)
    return asked ? run(asked.is) : 2
  })

function readOrExplain<Asked>(
  read: Command<Asked>['read'],
  words: readonly string[],
  usage: string,
): { readonly is: Asked } | undefined {
  try {
    return { is: read(words) }
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n${usage}`)
    return undefined
  }
}

/** For a command that takes no words. */
export function noWords([word]: readonly string[]): undefined {
  if (word !== undefined) throw new Error(`It takes no words: ${word} says nothing here.`)
  return undefined
}
