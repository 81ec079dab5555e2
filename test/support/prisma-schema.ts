import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as runtime from '@prisma/schema-engine-wasm/schema_engine_bg'

const schemaFile = new URL('../../prisma/schema.prisma', import.meta.url)

/**
 * The SQL by which Prisma itself would make prisma/schema.prisma in an empty database. Prisma's
 * engine, as WebAssembly, wants a database to connect to, and leaves it as it is.
 */
export async function sqlOfPrismaSchema(databaseUrl: string): Promise<string> {
  await startRuntime()
  const content = readFileSync(schemaFile, 'utf8')
  const engine = await runtime.SchemaEngine.new(
    { datamodels: [['schema.prisma', content]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl })),
  )
  try {
    const { stdout } = await engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    })
    return stdout ?? ''
  } finally {
    engine.free()
  }
}

/** As its own entry would, were `.wasm` files modules that Node can import. */
async function startRuntime(): Promise<void> {
  const require = createRequire(import.meta.url)
  const script = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const code = readFileSync(script.replace(/\.js$/, '.wasm'))
  const { instance } = await WebAssembly.instantiate(code, {
    './schema_engine_bg.js': { ...runtime },
  })
  runtime.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start !== 'function') throw new Error('Prisma’s engine has no start function')
  start()
}
