import SchemaBuilder, {
  BasePlugin,
  type PothosOutputFieldConfig,
  type SchemaTypes,
} from '@pothos/core'
import { checkPage, isRowCursor } from './page.ts'

declare global {
  namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      connections: ConnectionsPlugin<Types>
    }
  }
}

/** Marks a connection that reads its cursors itself, by `pageOf`. */
export const ownCursors = { extensions: { ownCursors: true } } as const

const pageArguments = ['first', 'last', 'after', 'before']

/**
 * What every connection of the schema has: arguments that are checked before
 * anything is read, also where the page is part of an enclosing statement, and
 * a count that says what it counts.
 */
class ConnectionsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(
    field: PothosOutputFieldConfig<Types>,
  ): PothosOutputFieldConfig<Types> {
    if (field.name === 'totalCount')
      return { ...field, description: field.description ?? 'How many there are in all.' }
    if (!pageArguments.every((name) => name in field.args)) return field
    const isCursor = field.extensions?.ownCursors ? () => true : isRowCursor
    const check = (args: Record<string, unknown>) => {
      checkPage(args, isCursor)
      return args
    }
    return { ...field, argMappers: [...field.argMappers, check] }
  }
}

SchemaBuilder.registerPlugin('connections', ConnectionsPlugin)
