import { execFile } from 'node:child_process'
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { exportJWK, type JWTPayload, SignJWT } from 'jose'
import { type Caller, callerKinds } from '../src/domain/caller.ts'
import { type Callers, openCallers } from '../src/server/callers.ts'
import { type Config, readConfig } from '../src/server/config.ts'
import { listen } from '../src/server/port.ts'
import { checkingKey, openSigningKey, signToken } from '../src/server/signing-key.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0)) await step()
})

let dataDir: string
let config: Config
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'points-callers-'))
  config = readConfig({ DATA_DIR: dataDir })
})
afterAll(() => rmSync(dataDir, { recursive: true }))

const partner: Caller = { kind: 'PARTNER', code: 'cafe' }
const untrusted = { unauthenticated: 'The token is not one that is trusted here.' }

/** A token with those claims over good ones, signed by any key. */
async function forge(key: KeyObject | Uint8Array, claims: JWTPayload, alg = 'ES256', kid = 'k') {
  const { jwtIssuer: iss, jwtAudience: aud } = config
  const exp = Math.floor(Date.now() / 1000) + 600
  return new SignJWT({ ...partner, iss, aud, exp, ...claims })
    .setProtectedHeader({ alg, kid })
    .sign(key)
}

/** Who that header is found to name, or why it names nobody. */
const callerOf = async (callers: Callers, header: string) => {
  const found = await callers.identify(header)
  return found && 'caller' in found ? found.caller : found
}
const identify = (token: string, of: Config = config) =>
  callerOf(openCallers(of), `Bearer ${token}`)

describe('with the program’s own key', () => {
  test.each(callerKinds)('a token for %s names its bearer', async (kind) => {
    const caller: Caller = { kind, code: '운영 1' }
    expect(await identify(await signToken(config, caller))).toEqual(caller)
  })

  test('no header is nobody, and any other than a bearer token is refused', async () => {
    const callers = openCallers(config)
    expect(await callers.identify(undefined)).toBeUndefined()
    for (const header of ['', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a b', 'Bearer a,b'])
      expect(await callers.identify(header)).toEqual({
        unauthenticated: 'The Authorization header wants to be `Bearer` and a token.',
      })
  })

  test('the key is made once, for its owner alone, by several processes at once', async () => {
    const folder = join(dataDir, 'together')
    const command = fileURLToPath(new URL('../src/server/commands/token.ts', import.meta.url))
    const words = ['--import', 'tsx', command, 'operator']
    const env = { ...process.env, DATA_DIR: folder }
    const run = () => promisify(execFile)(process.execPath, words, { env })

    const printed = await Promise.all([run(), run(), run()])

    const callers = openCallers({ ...config, dataDir: folder })
    for (const { stdout } of printed)
      expect(await callerOf(callers, `Bearer ${stdout.trim()}`)).toEqual({
        kind: 'OPERATOR',
        code: 'operator',
      })
    expect(statSync(join(folder, 'signing-key.pem')).mode & 0o777).toBe(0o600)
  })

  test('an expired token is refused, half a minute late', async () => {
    const key = openSigningKey(config)
    const inSeconds = (seconds: number) => ({ exp: Math.floor(Date.now() / 1000) + seconds })
    expect(await identify(await forge(key, inSeconds(-20)))).toEqual(partner)
    expect(await identify(await forge(key, inSeconds(-40)))).toEqual({
      unauthenticated: 'The token has expired.',
    })
  })

  test('a token is good until half a minute after its end, whenever it is asked', async () => {
    const callers = openCallers(config)
    const exp = Math.floor(Date.now() / 1000) + 600
    const header = `Bearer ${await forge(openSigningKey(config), { exp })}`
    const bearer = { caller: partner, until: new Date((exp + 30) * 1000) }
    expect(await callers.identify(header)).toEqual(bearer)
    expect(await callers.identify(header)).toEqual(bearer)
  })

  test('a token whose end lies beyond all time is good to the end of time', async () => {
    const header = `Bearer ${await forge(openSigningKey(config), { exp: 1e15 })}`
    const until = new Date(8_640_000_000_000_000)
    expect(await openCallers(config).identify(header)).toEqual({ caller: partner, until })
  })

  test('a token that was good once is refused when it has expired', async () => {
    const callers = openCallers(config)
    const exp = Math.floor(Date.now() / 1000) - 27
    const header = `Bearer ${await forge(openSigningKey(config), { exp })}`
    expect(await callerOf(callers, header)).toEqual(partner)
    await new Promise((resolve) => setTimeout(resolve, 3_100))
    expect(await callers.identify(header)).toEqual({ unauthenticated: 'The token has expired.' })
  })

  test.each([
    ['another audience', { aud: 'someone-else' }],
    ['another issuer', { iss: 'someone-else' }],
    ['no expiry', { exp: undefined }],
    ['a time when it is not yet good', { nbf: Math.floor(Date.now() / 1000) + 600 }],
  ])('a token with %s is refused', async (_what, claims) => {
    expect(await identify(await forge(openSigningKey(config), claims as JWTPayload))).toEqual(
      untrusted,
    )
  })

  test.each([
    ['an unknown kind', { kind: 'ADMIN' }],
    ['no kind', { kind: undefined }],
    ['an empty code', { code: '' }],
    ['a code with NUL', { code: 'a\0' }],
    ['a number for a code', { code: 7 }],
  ])('a token with %s does not say who is calling', async (_what, claims) => {
    expect(await identify(await forge(openSigningKey(config), claims as JWTPayload))).toEqual({
      unauthenticated:
        'The token does not say who is calling: it wants the claims `kind` and `code`.',
    })
  })

  test('a token signed by another key, or changed since, is refused', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    expect(await identify(await forge(privateKey, {}))).toEqual(untrusted)

    const [header, , signature] = (await signToken(config, partner)).split('.')
    const claims = Buffer.from(JSON.stringify({ kind: 'OPERATOR', code: 'x' })).toString(
      'base64url',
    )
    expect(await identify(`${header}.${claims}.${signature}`)).toEqual(untrusted)
  })

  test('a token without signature, or one made with the public key as a password, is refused', async () => {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const body = (await signToken(config, partner)).split('.')[1]
    const pem = checkingKey(openSigningKey(config)).export({ type: 'spki', format: 'pem' })
    const signed = `${encode({ alg: 'HS256' })}.${body}`
    const mac = createHmac('sha256', pem).update(signed).digest('base64url')

    expect(await identify(`${encode({ alg: 'none' })}.${body}.`)).toEqual(untrusted)
    expect(await identify(`${signed}.${mac}`)).toEqual(untrusted)
    expect(await identify('nonsense')).toEqual(untrusted)
  })

  test.each(['RS256', 'EdDSA', 'ES384'])('a token that claims %s is refused', async (alg) => {
    const [, body, signature] = (await signToken(config, partner)).split('.')
    const header = Buffer.from(JSON.stringify({ alg })).toString('base64url')
    expect(await identify(`${header}.${body}.${signature}`)).toEqual(untrusted)
  })
})

describe('with an identity provider', () => {
  const keys = {
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    EdDSA: generateKeyPairSync('ed25519'),
  }
  const provided = () => ({ ...config, jwksUrl: `http://127.0.0.1:${port}/keys` })
  let port: number
  let asked: number
  const provider = createServer(async (_request, response) => {
    asked += 1
    const shown = Object.entries(keys).map(async ([alg, { publicKey }]) => ({
      ...(await exportJWK(publicKey)),
      alg,
      kid: alg,
    }))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ keys: await Promise.all(shown) }))
  })
  beforeAll(async () => {
    asked = 0
    port = await listen(provider, { host: '127.0.0.1', port: 0, portGiven: true })
  })
  afterAll(() => new Promise((closed) => provider.close(closed)))

  test.each(Object.entries(keys))('a token signed with %s is trusted', async (alg, pair) => {
    expect(await identify(await forge(pair.privateKey, {}, alg, alg), provided())).toEqual(partner)
  })

  test('a token is checked once, and the keys are fetched once', async () => {
    const callers = openCallers(provided())
    const header = `Bearer ${await forge(keys.RS256.privateKey, {}, 'RS256', 'RS256')}`
    const before = asked
    for (let call = 0; call < 5; call += 1) expect(await callerOf(callers, header)).toEqual(partner)
    expect(asked).toBe(before + 1)
  })

  test('a token of the program’s own key is refused, and none is signed', async () => {
    expect(await identify(await signToken(config, partner), provided())).toEqual(untrusted)
    expect(() => signToken(provided(), partner)).toThrow(/^JWKS_URL is set/)
  })

  test('a provider that does not answer is an outage, not a bad token', async () => {
    const token = await forge(keys.ES256.privateKey, {}, 'ES256', 'ES256')
    const nowhere = { ...config, jwksUrl: 'http://127.0.0.1:1/keys' }
    await expect(identify(token, nowhere)).rejects.toThrow()
  })
})

describe('npm run token', () => {
  const command = fileURLToPath(new URL('../src/server/commands/token.ts', import.meta.url))
  const run = (...words: string[]) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', command, ...words], {
      env: { ...process.env, DATA_DIR: dataDir },
    })

  test.each([
    [['operator'], { kind: 'OPERATOR', code: 'operator' }],
    [['operator', 'kim'], { kind: 'OPERATOR', code: 'kim' }],
    [['partner', 'cafe'], partner],
    [['user', 'user-1'], { kind: 'USER', code: 'user-1' }],
  ])('%j prints one token and nothing else', async (words, caller) => {
    const { stdout, stderr } = await run(...words)
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
    expect(await identify(stdout.trim())).toEqual(caller)
  })

  test.each([[[]], [['partner']], [['admin', 'x']], [['user', 'a', 'b']], [['user', '']]])(
    '%j prints how it is used, and exits with 2',
    async (words: string[]) => {
      await expect(run(...words)).rejects.toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(
          /^Say whose token it is to be\.\nUsage: npm run --silent token/,
        ),
      })
    },
  )
})
