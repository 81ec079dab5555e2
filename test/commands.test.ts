import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { databaseUrl } from './support/database.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const commands = [
  ...readdirSync(`${root}src/server/commands`).map((file) => `src/server/commands/${file}`),
  'test/bench/main.ts',
]

/** A command as a process of its own, with a database that is not there. */
const run = (command: string, word: string) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const words = ['--import', 'tsx', command, word]
    const env = { PATH: process.env.PATH, DATABASE_URL: databaseUrl('nowhere') }
    execFile(process.execPath, words, { cwd: root, env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    )
  })

describe.each(commands)('%s', (command) => {
  test('given --help, then it says how it is used, and does nothing', async () => {
    const { code, stdout, stderr } = await run(command, '--help')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^Usage: npm run (--silent )?\S+/)
  })

  test('given a word that it does not know, then it says so and how it is used, and does nothing', async () => {
    const { code, stdout, stderr } = await run(command, '--unheard-of')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^.+\nUsage: npm run (--silent )?\S+/)
  })
})
