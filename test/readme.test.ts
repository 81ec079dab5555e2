import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openClock } from '../src/server/clock.ts'
import { seedDemo } from '../src/server/demo/seed.ts'
import { openSecrets } from '../src/server/secrets.ts'
import { configTable } from '../src/server/variables.ts'
import { startTestGateway, type TestGateway } from './support/gateway.ts'

const readme = readFileSync('README.md', 'utf8')
const examples = [...readme.matchAll(/<!-- example -->\n```sh\n(.*?)```\n```json\n(.*?)```/gs)].map(
  ([, commands = '', answer = '']) => ({ commands, answer: JSON.parse(answer) }),
)

describe('the README', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await startTestGateway()
    const { config, db } = gateway
    await seedDemo({ db, clock: openClock(config), secrets: openSecrets(config) })
  })
  afterAll(() => gateway.stop())

  const run = async (commands: string): Promise<unknown> => {
    const script = commands.replaceAll('localhost:4000', gateway.url)
    const env = { ...process.env, DATA_DIR: gateway.config.dataDir }
    const { stdout } = await promisify(execFile)('bash', ['-euc', script], { env })
    return JSON.parse(stdout)
  }

  test('given the demo data, when its commands are run, then the answers are those printed', async () => {
    expect(examples).toHaveLength(2)
    for (const { commands, answer } of examples) expect(await run(commands)).toEqual(answer)
  })

  test('given its first command again, then it is answered as a replay', async () => {
    const answer = await run(examples[0]?.commands ?? '')
    expect(answer).toMatchObject({ data: { accruePoints: { replayed: true } } })
  })

  test('its table of the environment is the one that the variables make', () => {
    const [, table] = /<!-- environment -->\n(.*?)<!-- \/environment -->/s.exec(readme) ?? []
    expect(table?.trim()).toBe(configTable())
  })

  test('its first commands set everything up', () => {
    expect(readme.split('\n').slice(2, 5).join('\n')).toMatch(
      /^```sh\nnpm ci && npm start .*\nnpm ci && npm test/,
    )
  })
})
