import { hash } from 'node:crypto'
import { canonical } from '../../domain/idempotency.ts'
import type { ContractId } from '../../domain/ids.ts'
import { isMalformed, type Line, type MalformedLine } from './line.ts'

/** What tells one run of a list from another of the same lines. */
export interface Run {
  /** Another run of the same list grants again only under another name. */
  readonly name: string
  readonly contract: ContractId
}

export interface LineKeys {
  /** Asked for each line once, in their order. */
  readonly keyOf: (line: Exclude<Line, MalformedLine>) => string
}

/**
 * Keys that come out the same however often a list is read, also after other lines of it were
 * corrected: a line's own, or else one of the run, what the line says, and how many before it
 * say the same (R35).
 *
 * Counting those takes memory only for lines that repeat: `mark` has looked at all of them before.
 */
export function openLineKeys(run: Run): LineKeys & { readonly mark: (line: Line) => void } {
  const marks = openMarks()
  const seen = new Map<string, number>()
  const contentOf = ({ recipient, amount }: Parameters<LineKeys['keyOf']>[0]) =>
    hash('sha256', canonical({ recipient, amount }), 'base64url')
  return {
    mark(line) {
      if (!isMalformed(line) && line.key === undefined) marks.add(contentOf(line))
    },
    keyOf(line) {
      if (line.key !== undefined) return line.key
      const content = contentOf(line)
      const before = marks.mayRepeat(content) ? (seen.get(content) ?? 0) : 0
      if (marks.mayRepeat(content)) seen.set(content, before + 1)
      const { name, contract } = run
      return `list:${hash('sha256', canonical({ name, contract, content, before }), 'base64url')}`
    },
  }
}

const slots = 2 ** 28

/** Which contents came up twice; of some that came up once it says so too. */
function openMarks() {
  // Two bits a slot; memory of pages in which nothing is marked is never taken.
  const bits = new Uint8Array(slots / 4)
  const slotOf = (content: string) =>
    Buffer.from(content.slice(0, 8), 'base64url').readUInt32LE() % slots
  const read = (slot: number) => ((bits[slot >> 2] ?? 0) >> ((slot & 3) * 2)) & 3
  return {
    add(content: string) {
      const slot = slotOf(content)
      const times = read(slot)
      if (times < 2) bits[slot >> 2] = (bits[slot >> 2] ?? 0) + (1 << ((slot & 3) * 2))
    },
    mayRepeat: (content: string): boolean => read(slotOf(content)) > 1,
  }
}
