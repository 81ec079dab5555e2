import { defineConfig } from 'prisma/config'

// `generate` and `validate` never start the schema engine, yet Prisma downloads it before them.
// Naming any executable keeps these two working without a network; other commands keep Prisma's own.
if (process.argv.some((word) => word === 'generate' || word === 'validate'))
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
})
