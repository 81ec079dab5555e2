import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { projectFiles, readSource, textOf } from './support/source-code.ts'

const files = projectFiles()
const sources = files
  .filter((path) => /^(src|test)\/.*\.ts$|^[^/]+\.ts$/.test(path))
  .map((path) => ({ path, ...readSource(textOf(path)) }))

/** Which layers a layer may know. */
const known = {
  domain: ['domain'],
  posting: ['domain', 'posting', 'generated'],
  schema: ['domain', 'posting', 'schema', 'generated'],
  jobs: ['domain', 'posting', 'jobs', 'generated'],
  server: ['domain', 'posting', 'schema', 'jobs', 'server', 'generated'],
} as const
type Layer = keyof typeof known

/** Libraries that calculate, and do nothing else. */
const pureLibraries = ['temporal-polyfill', 'decimal.js', 'currency-codes']

const layerOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1]
const isLayer = (layer: string | undefined): layer is Layer => layer !== undefined && layer in known

/** What a file imports against the direction of its layer. */
function trespasses(path: string, imports: readonly string[]): readonly string[] {
  const layer = layerOf(path)
  if (!isLayer(layer)) return []
  const allowed: readonly string[] = known[layer]
  return imports.filter((target) => {
    if (target.startsWith('.')) {
      const found = layerOf(join(dirname(path), target))
      return found === undefined || !allowed.includes(found)
    }
    return layer === 'domain' && !pureLibraries.includes(target)
  })
}

const isConfiguration = (path: string): boolean =>
  /(^|\/)[\w-]+\.config\.ts$|^test\/support\/global-/.test(path)

describe('the layers: domain <- posting <- schema, jobs <- server', () => {
  test.each([
    ['src/domain/wallet.ts', './points.ts', true],
    ['src/domain/wallet.ts', 'decimal.js', true],
    ['src/domain/wallet.ts', 'node:fs', false],
    ['src/domain/wallet.ts', 'zod', false],
    ['src/domain/wallet.ts', '../posting/command.ts', false],
    ['src/domain/wallet.ts', '../generated/prisma/client.ts', false],
    ['src/domain/wallet.ts', '../../test/support/given.ts', false],
    ['src/posting/books.ts', '../domain/wallet.ts', true],
    ['src/posting/books.ts', 'node:crypto', true],
    ['src/posting/storage/lock.ts', '../books.ts', true],
    ['src/posting/storage/lock.ts', '../../schema/builder.ts', false],
    ['src/schema/builder.ts', '../jobs/expire.ts', false],
    ['src/schema/builder.ts', '../server/http.ts', false],
    ['src/jobs/expire.ts', '../posting/posting.ts', true],
    ['src/jobs/expire.ts', '../schema/builder.ts', false],
    ['src/server/http.ts', '../schema/builder.ts', true],
  ])('given %s, when it imports %s, then that is allowed: %s', (path, target, is) => {
    expect(trespasses(path, [target])).toEqual(is ? [] : [target])
  })

  test('given every source, then it imports nothing from a layer above it', () => {
    const found = sources.flatMap(({ path, imports }) =>
      trespasses(path, imports).map((target) => `${path} imports ${target}`),
    )
    expect(found).toEqual([])
  })

  test('given every source of the server, then it lies in a layer', () => {
    const paths = sources.map(({ path }) => path).filter((path) => path.startsWith('src/'))
    expect(paths.filter((path) => !isLayer(layerOf(path)))).toEqual([])
    const layers = paths.map(layerOf)
    expect(layers).toEqual(expect.arrayContaining(['domain', 'posting', 'server']))
  })

  test('given the domain, then it has no clock, no chance and no surroundings of its own', () => {
    const own =
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bTemporal\.Now\b|\bcrypto\b/
    const domain = sources.filter(({ path }) => layerOf(path) === 'domain')
    expect(domain.length).toBeGreaterThan(10)
    expect(domain.map(({ path }) => path).filter((path) => own.test(textOf(path)))).toEqual([])
  })
})

describe('the house numbers', () => {
  const planted = [
    "import { a } from './a.ts'",
    "export { b } from './b.ts'",
    "export * from './c.ts'",
    "const d = await import('./d.ts')",
    'export default function e(f: any): unknown {',
    '  return f',
    '}',
    "describe('가나다', () => {",
    "  test('ㄱ', () => {",
    '    a(b, d)',
    '  })',
    '})',
  ].join('\n')

  test('given a source, when it is read, then what breaks the rules is seen', () => {
    expect(readSource(planted)).toEqual({
      lines: 12,
      imports: ['./a.ts', './b.ts', './c.ts', './d.ts'],
      reExports: 2,
      defaultExports: 1,
      anys: [5],
      functions: [
        { line: 5, lines: 3 },
        { line: 9, lines: 3 },
      ],
    })
  })

  test('given every source, then it is at most 250 lines', () => {
    const found = sources.filter(({ lines }) => lines > 250)
    expect(found.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([])
  })

  test('given every function, then it is at most 70 lines', () => {
    const found = sources.flatMap(({ path, functions }) =>
      functions
        .filter(({ lines }) => lines > 70)
        .map(({ line, lines }) => `${path}:${line}: ${lines}`),
    )
    expect(found).toEqual([])
  })

  test('given every source, then `any` stands nowhere', () => {
    expect(sources.flatMap(({ path, anys }) => anys.map((line) => `${path}:${line}`))).toEqual([])
  })

  test('given every source but configuration, then it has no default export', () => {
    const found = sources.filter(
      ({ path, defaultExports }) => defaultExports > 0 && !isConfiguration(path),
    )
    expect(found.map(({ path }) => path)).toEqual([])
  })

  test('given every source, then it passes nothing on from another: there are no barrels', () => {
    expect(sources.filter(({ reExports }) => reExports > 0).map(({ path }) => path)).toEqual([])
  })

  test('given every file, then its name says what is in it', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|index)\.[jt]s$/
    expect(files.filter((path) => vague.test(path))).toEqual([])
  })
})

describe('the text', () => {
  const written = files.filter((path) => !/^package-lock\.json$|\.(png|ico|woff2?)$/.test(path))
  const linesWith = (pattern: RegExp): readonly string[] =>
    written.flatMap((path) =>
      textOf(path)
        .split('\n')
        .flatMap((line, n) => (pattern.test(line) ? [`${path}:${n + 1}: ${line.trim()}`] : [])),
    )

  /** Put together, so that it does not find itself. */
  const ownerless = new RegExp(
    `\\b(${['TO', 'FIX'].map((w, n) => w + ['DO', 'ME'][n]).join('|')})\\b(?!\\([\\w-]+\\))`,
  )
  const elsewhere = new RegExp(
    [
      `\\b${'shar'}ed/`,
      '\\b(rules|stack|style|architecture)\\.md\\b',
      `\\bapi\\.${'graphql'}\\b`,
      `\\b${'iss'}ues?\\s+(#|no\\.?\\s*)?\\d`,
    ].join('|'),
    'i',
  )

  test.each([
    [`// ${'TO'}DO: later`, true],
    [`// ${'FIX'}ME`, true],
    [`// ${'TO'}DO(kim): later`, false],
    ['todos', false],
  ])('given the line %j, when an ownerless note is looked for, then it is one: %s', (line, is) => {
    expect(ownerless.test(line)).toBe(is)
  })

  test('given every file, then what is left to do has an owner', () => {
    expect(linesWith(ownerless)).toEqual([])
  })

  test.each([
    [`see ../${'shar'}ed/x`, true],
    [`as ${'rules'}.md has it`, true],
    [`${'Iss'}ue 3`, true],
    [`${'iss'}ues #12`, true],
    ['shared_buffers', false],
    ['coupons are issued', false],
  ])(
    'given the line %j, when it is read, then it leans on what readers do not have: %s',
    (line, is) => {
      expect(elsewhere.test(line)).toBe(is)
    },
  )

  test('given every file, then it stands on its own', () => {
    expect(linesWith(elsewhere)).toEqual([])
  })
})
