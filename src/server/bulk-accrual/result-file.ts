import { open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { type Language, sentenceOf } from '../../domain/refusal.ts'
import { codeOf } from '../errors.ts'
import { isAlive } from '../postgres-users.ts'
import { startRefused } from '../start-refused.ts'
import { isMalformed } from './line.ts'
import type { Sentence } from './malformed.ts'
import type { Result } from './post-lines.ts'

export interface ResultFile {
  readonly add: (results: readonly Result[]) => Promise<void>
  /** Puts the file in its place, whole and on disk. */
  readonly publish: () => Promise<void>
  /** Leaves nothing of it, unless it was published; what stood in its place stays. */
  readonly close: () => Promise<void>
}

/** Where the results of a list are: members.csv has members.results.csv. */
export const resultPathOf = (list: string): string => {
  const extension = extname(list)
  return `${extension ? list.slice(0, -extension.length) : list}.results.csv`
}

// Spreadsheets take a file for UTF-8 only by it.
const byteOrderMark = '\uFEFF'

/**
 * What became of each line, as CSV for spreadsheets (cells that one would read as a formula are
 * made harmless). It is written beside its place, so that no half of it is ever taken for the whole.
 */
export async function openResultFile(path: string, language: Language): Promise<ResultFile> {
  const draft = `${path}.${process.pid}.part`
  await removeLeftDrafts(path)
  const file = await open(draft, 'w').catch((error: unknown) => {
    throw startRefused(`${draft} can't be written (${codeOf(error)}).`, error)
  })
  let isPublished = false
  const write = (rows: readonly (readonly string[])[]) =>
    file.appendFile(stringify(rows as string[][], { escape_formulas: true }))
  await file.appendFile(byteOrderMark)
  await write([['line', 'key', 'account', 'amount', 'outcome', 'code', 'message', 'accrual']])
  return {
    add: (results) => write(results.map((result) => cellsOf(result, language))),
    async publish() {
      await file.sync()
      await rename(draft, path)
      isPublished = true
    },
    async close() {
      await file.close()
      if (!isPublished) await rm(draft, { force: true })
    },
  }
}

/** Of runs that were killed. */
async function removeLeftDrafts(path: string): Promise<void> {
  const folder = dirname(path)
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(`${basename(path)}.`)) continue
    const maker = /^(\d+)\.part$/.exec(name.slice(basename(path).length + 1))?.[1]
    if (maker && !isAlive(Number(maker))) await rm(join(folder, name), { force: true })
  }
}

/** Identity values stay out: a person is told by the line's number. */
function cellsOf(result: Result, language: Language): readonly string[] {
  const { line, outcome } = result
  const number = String(line.number)
  if (isMalformed(line)) return [number, '', '', '', outcome, '', line.malformed[language], '']
  const account = 'account' in line.recipient ? line.recipient.account : ''
  const key = 'key' in result ? result.key : ''
  const [code, message, accrual] = outcomeOf(result, language)
  return [number, key, account, String(line.amount), outcome, code, message, accrual]
}

const again = {
  en: 'Run the list again: no line is granted twice.',
  ko: '같은 명령을 다시 실행해 주세요. 어느 줄도 두 번 적립되지 않습니다.',
} as const satisfies Sentence

/** Code, message and accrual. */
function outcomeOf(result: Result, language: Language): readonly [string, string, string] {
  switch (result.outcome) {
    case 'REFUSED':
      return [result.refusal.code, sentenceOf(result.refusal, language), '']
    case 'FAILED':
      return ['', `${result.fault} ${again[language]}`, '']
    case 'MALFORMED':
      return ['', '', '']
    default:
      return ['', '', Buffer.from(`Accrual:${result.accrual}`).toString('base64')]
  }
}
