import { createReadStream } from 'node:fs'
import { CsvError, type Info, parse } from 'csv-parse'
import { codeOf } from '../errors.ts'
import { startRefused } from '../start-refused.ts'
import { columnsOf } from './columns.ts'
import { grantingOf, type Line } from './line.ts'

export interface List {
  readonly path: string
  readonly hashPerson: (identity: string) => string
}

/**
 * The lines of a CSV file, one after the other, however many there are; empty ones are left out.
 *
 * Rejects with a sentence where the file can't be read, or is no CSV from some line on.
 */
export async function* readList({ path, hashPerson }: List): AsyncGenerator<Line> {
  const file = createReadStream(path)
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    // A quote that is never closed would otherwise take all that follows for one cell.
    max_record_size: 10_000,
  })
  file.on('error', (error) => parser.destroy(error))
  try {
    let columns: ReturnType<typeof columnsOf> | undefined
    for await (const read of file.pipe(parser)) {
      const { record, info } = read as { record: string[]; info: Info }
      if (!columns) columns = columnsOf(record)
      else
        yield {
          number: info.lines,
          endsAtByte: info.bytes,
          ...grantingOf(record, columns, hashPerson),
        }
    }
    if (!columns) throw startRefused(`${path} is empty.`)
  } catch (error) {
    throw refusalOf(error, path)
  } finally {
    file.destroy()
  }
}

function refusalOf(error: unknown, path: string): unknown {
  if (error instanceof CsvError)
    return startRefused(`${path} is no CSV from line ${Number(error.lines)} on (${error.code}).`)
  const code = codeOf(error)
  return code?.startsWith('E') ? startRefused(`${path} can't be read (${code}).`, error) : error
}
