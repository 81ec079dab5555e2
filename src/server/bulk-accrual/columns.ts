import { startRefused } from '../start-refused.ts'

/** Where in a line each value stands. */
export interface Columns {
  readonly count: number
  readonly account: number | undefined
  readonly person: number | undefined
  readonly amount: number
  readonly key: number | undefined
}

const wanted =
  'its first line names the columns: account or person or both, amount, and maybe key, nothing else.'

/** Reads the first line of a list. Throws with a sentence where it names something else. */
export function columnsOf(header: readonly string[]): Columns {
  const names = header.map((name) => name.trim().toLowerCase())
  const at = (name: string): number | undefined => {
    const index = names.indexOf(name)
    return index < 0 ? undefined : index
  }
  const stranger = names.find(
    (name, index) => !known.includes(name) || names.indexOf(name) !== index,
  )
  if (stranger !== undefined) throw startRefused(`The list has a column "${stranger}": ${wanted}`)
  const [account, person, amount, key] = known.map(at)
  if (amount === undefined || (account ?? person) === undefined)
    throw startRefused(`The list lacks a column: ${wanted}`)
  return { count: names.length, account, person, amount, key }
}

const known = ['account', 'person', 'amount', 'key']
