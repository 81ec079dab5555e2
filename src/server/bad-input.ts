import {
  BREAK,
  coerceInputValue,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  isInputType,
  isNonNullType,
  Kind,
  typeFromAST,
  type ValueNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql'

/** What a request asked to have carried out. */
export interface Asked {
  readonly document: DocumentNode
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
}

type Node = ValueNode | Extract<ValueNode, { kind: Kind.OBJECT }>['fields'][number]
type Wanted = (node: Node) => boolean

/**
 * The names that lead from an argument to what is wanted in its value, or those
 * of a variable to what is wanted in its default: `['input', 'amount']`.
 */
function pathInDocument(document: DocumentNode, wanted: Wanted): string[] | undefined {
  let found: string[] | undefined
  const search = (name: string, value: ValueNode | undefined) => {
    const rest = value && pathInValue(value, wanted)
    if (rest) found = [name, ...rest]
    return rest ? BREAK : undefined
  }
  visit(document, {
    Argument: ({ name, value }) => search(name.value, value),
    VariableDefinition: ({ variable, defaultValue }) => search(variable.name.value, defaultValue),
  })
  return found
}

function pathInValue(value: ValueNode, wanted: Wanted): string[] | undefined {
  if (wanted(value)) return []
  if (value.kind === Kind.LIST)
    for (const [index, item] of value.values.entries()) {
      const rest = pathInValue(item, wanted)
      if (rest) return [String(index), ...rest]
    }
  if (value.kind === Kind.OBJECT)
    for (const field of value.fields) {
      const rest = wanted(field) ? [] : pathInValue(field.value, wanted)
      if (rest) return [field.name.value, ...rest]
    }
  return undefined
}

const literals: readonly string[] = [
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
  Kind.OBJECT_FIELD,
  Kind.VARIABLE,
]

/** Where the value stands that graphql-js refused by that error; undefined if it refused none. */
export function pathOfBadLiteral(
  error: GraphQLError,
  document: DocumentNode,
): string[] | undefined {
  const [node, ...others] = error.nodes ?? []
  if (!node || others.length > 0 || !literals.includes(node.kind)) return undefined
  const path = pathInDocument(document, (candidate) => candidate === node)
  const missing = node.kind === Kind.OBJECT ? fieldIn(error.message) : undefined
  return path && missing ? [...path, missing] : path
}

/** A field that is missing or unknown is named by the message, not by graphql-js's path. */
const fieldIn = (message: string): string | undefined =>
  /Field "(?:\w+\.)?(\w+)" (?:of required type|is not defined|must be non-null)/.exec(message)?.[1]

/** Whether graphql-js refused a variable's value by that error. */
export const refusesVariable = ({ nodes }: GraphQLError): boolean =>
  nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION

const errorsMax = 50

/** What is wrong with the variables, one error a value and at most 50, each with its path. */
export function badVariables(schema: GraphQLSchema, asked: Asked): readonly GraphQLError[] {
  const operation = getOperationAST(asked.document, asked.operationName)
  const definitions = operation?.variableDefinitions ?? []
  return definitions
    .flatMap((definition) => badVariable(schema, definition, asked))
    .slice(0, errorsMax)
}

function badVariable(
  schema: GraphQLSchema,
  definition: VariableDefinitionNode,
  { document, variables }: Asked,
): readonly GraphQLError[] {
  const name = definition.variable.name.value
  const type = typeFromAST(schema, definition.type)
  if (!isInputType(type)) return []
  const isUse: Wanted = (node) => node.kind === Kind.VARIABLE && node.name.value === name
  const used = pathInDocument(document, isUse) ?? [name]
  const bad = (sentence: string, path: readonly string[] = []) =>
    new GraphQLError(sentence, {
      nodes: definition,
      extensions: { code: 'BAD_USER_INPUT', path: [...used, ...path] },
    })

  const value = Object.hasOwn(variables, name) ? variables[name] : undefined
  if (value === undefined && (definition.defaultValue || !isNonNullType(type))) return []
  if (value === undefined) return [bad(`Variable "$${name}" of type "${type}" is missing.`)]
  const errors: GraphQLError[] = []
  coerceInputValue(value, type, (path, _value, { message }) => {
    const names = path.map(String)
    const missing = fieldIn(message)
    const whole = missing && names.at(-1) !== missing ? [...names, missing] : names
    errors.push(
      bad(
        `Variable "$${name}" has a bad value at "${[name, ...whole].join('.')}": ${message}`,
        whole,
      ),
    )
  })
  return errors
}
