import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { readConfig } from '../src/server/config.ts'
import { openSecrets } from '../src/server/secrets.ts'
import { configTable } from '../src/server/variables.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0)) await step()
})

const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://points.example.com',
  DATABASE_URL: 'postgresql://points@db.internal/points',
  PERSON_SECRET: 'p'.repeat(32),
  CODE_SECRET: 'c'.repeat(32),
  JWKS_URL: 'https://id.example.com/keys',
  JWT_ISSUER: 'https://id.example.com',
  JWT_AUDIENCE: 'points',
  NOTICE_GUIDE_URL: 'https://points.example.com/guide',
  NOTICE_HISTORY_URL: 'https://points.example.com/history',
}
const noticeSecret = `whsec_${'k'.repeat(32)}`

describe('the environment', () => {
  test('left out, is that of a developer', () => {
    expect(readConfig({})).toEqual({
      environment: 'development',
      port: 4000,
      portGiven: false,
      host: '127.0.0.1',
      publicUrl: undefined,
      databaseUrl: undefined,
      dataDir: join(process.cwd(), '.data'),
      logLevel: 'info',
      clock: undefined,
      jwksUrl: undefined,
      jwtIssuer: 'point-platform-gateway',
      jwtAudience: 'point-platform-gateway',
      personSecret: undefined,
      codeSecret: undefined,
      noticeUrl: undefined,
      noticeSecret: undefined,
      noticeLinks: {
        guide: 'https://example.com/points/guide',
        history: 'https://example.com/points/history',
      },
      graphiql: true,
      introspection: true,
      dueWork: true,
    })
  })

  test('given in full, is taken as it is', () => {
    const config = readConfig({
      ...production,
      PORT: '0',
      HOST: '0.0.0.0',
      DATA_DIR: '/srv/points',
      LOG_LEVEL: 'warn',
      GRAPHIQL: 'on',
      INTROSPECTION: 'on',
      DUE_WORK: 'off',
      NOTICE_URL: 'https://push.example.com/notices',
      NOTICE_SECRET: noticeSecret,
    })
    expect(config).toEqual({
      environment: 'production',
      port: 0,
      portGiven: true,
      host: '0.0.0.0',
      publicUrl: production.PUBLIC_URL,
      databaseUrl: production.DATABASE_URL,
      dataDir: '/srv/points',
      logLevel: 'warn',
      clock: undefined,
      jwksUrl: production.JWKS_URL,
      jwtIssuer: production.JWT_ISSUER,
      jwtAudience: production.JWT_AUDIENCE,
      personSecret: production.PERSON_SECRET,
      codeSecret: production.CODE_SECRET,
      noticeUrl: 'https://push.example.com/notices',
      noticeSecret,
      noticeLinks: {
        guide: production.NOTICE_GUIDE_URL,
        history: production.NOTICE_HISTORY_URL,
      },
      graphiql: true,
      introspection: true,
      dueWork: false,
    })
  })

  test.each(['https://points.example.com/api', 'https://points.example.com/api/'])(
    'takes %s as what links begin with',
    (PUBLIC_URL) => {
      expect(readConfig({ PUBLIC_URL }).publicUrl).toBe('https://points.example.com/api')
    },
  )

  test('in production opens neither GraphiQL nor the schema by itself', () => {
    expect(readConfig(production)).toMatchObject({ graphiql: false, introspection: false })
  })

  test.each(['2028-08-01T00:00:00+09:00', '2028-07-31T15:00:00Z', '2028-07-31T15:00:00.000Z'])(
    'reads the clock %s as an instant',
    (CLOCK) => {
      expect(readConfig({ CLOCK }).clock).toEqual(new Date('2028-07-31T15:00:00Z'))
    },
  )

  const port = 'PORT wants a whole number from 0 to 65535.'
  const host = 'HOST wants a host name or an address of this machine.'
  const own =
    'PUBLIC_URL wants the http or https URL under which callers reach it, without user, query and fragment.'
  const database =
    'DATABASE_URL wants the URL of a PostgreSQL database, like postgresql://user:password@host:5432/points.'
  const clock = 'CLOCK wants an RFC 3339 instant with its offset, like 2028-08-01T00:00:00+09:00.'
  const keys = 'JWKS_URL wants the http or https URL of a JSON Web Key Set.'
  const provider =
    'NOTICE_URL wants the http or https URL of a provider of notices, without a user and password: it knows the gateway by NOTICE_SECRET.'
  const key = 'NOTICE_SECRET wants whsec_ and 24 to 64 bytes in base64.'
  test.each([
    [{ PORT: 'http' }, port],
    [{ PORT: '-1' }, port],
    [{ PORT: '80.5' }, port],
    [{ PORT: '65536' }, port],
    [{ PORT: '1e3' }, port],
    [{ HOST: 'not a host' }, host],
    [{ HOST: 'http://127.0.0.1' }, host],
    [{ PUBLIC_URL: 'points.example.com' }, own],
    [{ PUBLIC_URL: 'https://me@points.example.com' }, own],
    [{ PUBLIC_URL: 'https://points.example.com/?a' }, own],
    [{ PUBLIC_URL: 'https://points.example.com/#a' }, own],
    [{ DATABASE_URL: 'points' }, database],
    [{ DATABASE_URL: 'mysql://host/points' }, database],
    [{ DATABASE_URL: 'postgresql://host:5432' }, database],
    [{ DATA_DIR: 'a\0b' }, 'DATA_DIR wants the path of a folder.'],
    [{ NODE_ENV: 'staging' }, 'NODE_ENV wants development, production or test.'],
    [
      { LOG_LEVEL: 'loud' },
      'LOG_LEVEL wants one of trace, debug, info, warn, error, fatal, silent.',
    ],
    [{ CLOCK: '2028-08-01' }, clock],
    [{ CLOCK: '2028-08-01T00:00:00' }, clock],
    [{ CLOCK: '2028-08-01T00:00+09:00' }, clock],
    [{ CLOCK: '2027-02-29T00:00:00Z' }, clock],
    [{ PERSON_SECRET: 'p'.repeat(31) }, 'PERSON_SECRET wants at least 32 characters.'],
    [{ CODE_SECRET: 'short' }, 'CODE_SECRET wants at least 32 characters.'],
    [{ ...production, JWKS_URL: 'id.example.com' }, keys],
    [{ ...production, JWKS_URL: 'file:///etc/keys' }, keys],
    [{ NOTICE_URL: 'push.example.com', NOTICE_SECRET: noticeSecret }, provider],
    [{ NOTICE_URL: 'https://me:pass@push.example.com', NOTICE_SECRET: noticeSecret }, provider],
    [{ NOTICE_URL: 'http://me@push.example.com/notices', NOTICE_SECRET: noticeSecret }, provider],
    [{ NOTICE_SECRET: `whsec_${'k'.repeat(28)}` }, key],
    [{ NOTICE_SECRET: `whsec_${'k'.repeat(92)}` }, key],
    [{ NOTICE_SECRET: `whsec_${'k'.repeat(33)}` }, key],
    [{ NOTICE_SECRET: 'k'.repeat(32) }, key],
    [{ NOTICE_GUIDE_URL: 'guide' }, 'NOTICE_GUIDE_URL wants the http or https URL of a page.'],
    [
      { NOTICE_URL: 'https://push.example.com' },
      'NOTICE_SECRET is missing: with NOTICE_URL it wants whsec_ and 24 to 64 bytes in base64.',
    ],
    [{ DUE_WORK: 'yes' }, 'DUE_WORK wants on or off.'],
    [{ GRAPHIQL: 'yes' }, 'GRAPHIQL wants on or off.'],
    [{ INTROSPECTION: 'true' }, 'INTROSPECTION wants on or off.'],
    [{ ...production, CLOCK: '2028-08-01T00:00:00Z' }, 'CLOCK wants to be left out in production.'],
    [
      { JWKS_URL: production.JWKS_URL, JWT_ISSUER: 'x' },
      'JWT_AUDIENCE is missing: with JWKS_URL it wants the audience (aud) that tokens must name.',
    ],
  ])('%j is refused: %s', (env, sentence) => {
    expect(() => readConfig(env)).toThrow(new Error(sentence))
  })

  test.each([
    'PUBLIC_URL',
    'DATABASE_URL',
    'PERSON_SECRET',
    'CODE_SECRET',
    'JWKS_URL',
    'JWT_ISSUER',
    'JWT_AUDIENCE',
    'NOTICE_GUIDE_URL',
    'NOTICE_HISTORY_URL',
  ])('in production, without %s, is refused: nothing is made up', (name) => {
    expect(() => readConfig({ ...production, [name]: undefined })).toThrow(
      new RegExp(`^${name} is missing: production wants [^\n]+\\.$`),
    )
    expect(() => readConfig({ ...production, [name]: '' })).toThrow(`${name} is missing`)
  })

  test('with several bad values, is refused in a sentence for each, and shows none of them', () => {
    const env = { PORT: 'x', PERSON_SECRET: 'my secret' }
    expect(() => readConfig(env)).toThrow(
      new Error(`${port}\nPERSON_SECRET wants at least 32 characters.`),
    )
  })

  test('has every variable in its table, in one row', () => {
    const [head, line, ...rows] = configTable().split('\n')
    expect([head, line]).toEqual([expect.stringMatching(/^\| Variable/), '|---|---|---|---|---|'])
    expect(rows).toHaveLength(20)
    for (const row of rows) expect(row).toMatch(/^\| `[A-Z_]+` (\| [^|]+ ){4}\|$/)
  })
})

describe('the secrets', () => {
  const dataDir = () => {
    const folder = mkdtempSync(join(tmpdir(), 'points-secrets-'))
    undo.push(() => rmSync(folder, { recursive: true }))
    return folder
  }

  test('are made once, differ, and can be read by their owner alone', () => {
    const folder = join(dataDir(), 'made')
    const config = readConfig({ DATA_DIR: folder })
    const first = openSecrets(config)

    expect(first.person.length).toBeGreaterThanOrEqual(32)
    expect(first.code).not.toBe(first.person)
    expect(openSecrets(config)).toEqual(first)
    expect(readdirSync(folder).sort()).toEqual(['code-secret', 'person-secret'])
    expect(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([
      0o600, 0o600,
    ])
  })

  test('that are given are used, and nothing is written', () => {
    const folder = dataDir()
    const secrets = openSecrets(readConfig({ ...production, DATA_DIR: folder }))
    expect(secrets).toEqual({ person: production.PERSON_SECRET, code: production.CODE_SECRET })
    expect(readdirSync(folder)).toEqual([])
  })

  test('say in a sentence that their folder can’t be used', () => {
    const config = readConfig({ DATA_DIR: '/dev/null/points' })
    expect(() => openSecrets(config)).toThrow(
      /^DATA_DIR wants a folder that this user may read and write: .* can't be \(ENOTDIR\)\.$/,
    )
  })
})
