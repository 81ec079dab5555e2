import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseSync } from '@swc/core'

const root = join(import.meta.dirname, '../..')
const skipped = ['node_modules', '.git', 'dist', '.data', 'coverage', 'generated']

/** Every file of the project that people write and keep, from its top, under forward slashes. */
export const projectFiles = (folder = root): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (skipped.includes(entry.name) || /\.local\./.test(entry.name)) return []
    return entry.isDirectory() ? projectFiles(path) : [relative(root, path).replaceAll('\\', '/')]
  })

export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')

/** A part of a syntax tree: its type, and whatever else it has. */
interface Part {
  readonly type: string
  readonly [name: string]: unknown
}

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

/** All parts below a value, and of each the part it stands in. */
function partsIn(value: unknown, parent?: Part): readonly (readonly [Part, Part | undefined])[] {
  if (typeof value !== 'object' || value === null) return []
  const own = isPart(value) ? value : parent
  const below = Object.values(value).flatMap((each) => partsIn(each, own))
  return isPart(value) ? [[value, parent], ...below] : below
}

// The parser counts bytes on through all files; this statement shows where a file begins.
const mark = ';'

/** What the rules of the house look at in a module. */
export interface SourceFile {
  readonly lines: number
  readonly imports: readonly string[]
  readonly reExports: number
  readonly defaultExports: number
  /** The lines on which `any` stands. */
  readonly anys: readonly number[]
  /** Functions, but not the callbacks of `describe`, which are chapters. */
  readonly functions: readonly { readonly line: number; readonly lines: number }[]
}

const functionTypes = [
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'MethodProperty',
  'ClassMethod',
  'Constructor',
]

export function readSource(text: string): SourceFile {
  const bytes = Buffer.from(mark + text)
  const tree = parseSync(mark + text, { syntax: 'typescript', target: 'es2022' })
  const parts = partsIn(tree.body)
  const start = tree.span.start
  const lineAt = (position: number): number =>
    bytes
      .subarray(0, position - start)
      .toString()
      .split('\n').length
  const spanOf = ({ span }: Part) => span as { readonly start: number; readonly end: number }
  const all = parts.map(([part]) => part)
  const chapters = new Set(parts.flatMap(([part]) => callbacksOfDescribe(part)))
  return {
    lines: text.trimEnd().split('\n').length,
    imports: all.flatMap(importedBy),
    reExports: all.filter((part) => part.type.startsWith('Export') && part.source).length,
    defaultExports: all.filter(({ type }) => type.startsWith('ExportDefault')).length,
    anys: all
      .filter(({ type, kind }) => type === 'TsKeywordType' && kind === 'any')
      .map((part) => lineAt(spanOf(part).start)),
    functions: all
      .filter((part) => functionTypes.includes(part.type) && !chapters.has(part))
      .map((part) => {
        const [first, last] = [lineAt(spanOf(part).start), lineAt(spanOf(part).end)]
        return { line: first, lines: last - first + 1 }
      }),
  }
}

const stringOf = (value: unknown): string[] =>
  isPart(value) && value.type === 'StringLiteral' && typeof value.value === 'string'
    ? [value.value]
    : []

function importedBy(part: Part): readonly string[] {
  if (/^(Import|Export\w*)Declaration$/.test(part.type)) return stringOf(part.source)
  if (part.type !== 'CallExpression' || !isPart(part.callee)) return []
  return part.callee.type === 'Import' ? argumentsOf(part).flatMap(stringOf) : []
}

const argumentsOf = (call: Part): readonly unknown[] =>
  (call.arguments as readonly { readonly expression: unknown }[]).map(
    ({ expression }) => expression,
  )

function callbacksOfDescribe(part: Part): readonly Part[] {
  if (part.type !== 'CallExpression') return []
  const names = partsIn(part.callee).filter(([{ type }]) => type === 'Identifier')
  return names[0]?.[0].value === 'describe' ? argumentsOf(part).filter(isPart) : []
}
