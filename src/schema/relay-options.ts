/** Descriptions and nullability of what Relay's specification asks for. */
export const cursorOptions = {
  nodeQueryOptions: false,
  nodesQueryOptions: false,
  nodeTypeOptions: {
    description: 'What has a global id and can be read again by `node(id:)`.',
  },
  idFieldOptions: { description: 'The global id, unique among all objects.' },
  pageInfoTypeOptions: { description: 'Whether there is more, and where to go on.' },
  hasNextPageFieldOptions: { description: 'Whether more follows the last edge.' },
  hasPreviousPageFieldOptions: { description: 'Whether more precedes the first edge.' },
  startCursorFieldOptions: {
    description: "The first edge's cursor, to page backwards with `before`; null on an empty page.",
  },
  endCursorFieldOptions: {
    description: "The last edge's cursor, to go on with `after`; null on an empty page.",
  },
  firstArgOptions: { description: 'How many from the front, 0 to 100. 20 if left out.' },
  lastArgOptions: { description: 'How many from the back, 0 to 100.' },
  afterArgOptions: { description: 'Goes on just after the edge of that cursor.' },
  beforeArgOptions: { description: 'Ends just before the edge of that cursor.' },
  edgesFieldOptions: {
    nullable: { list: false, items: false },
    description: 'The page, each object with its cursor.',
  },
  nodeFieldOptions: { nullable: false, description: 'The object.' },
  cursorFieldOptions: {
    nullable: false,
    description: 'Where it stands; means nothing to a client.',
  },
  pageInfoFieldOptions: { description: 'Whether there is more, and where to go on.' },
  defaultConnectionTypeOptions: { description: 'A page of a list.' },
  defaultEdgeTypeOptions: { description: 'An object of a page, and where it stands in the list.' },
} as const
