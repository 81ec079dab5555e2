import { readConfig } from '../config.ts'
import { openDatabaseServer } from '../database-server.ts'
import { migrate } from '../migrate.ts'
import { noWords, runCommand } from '../run-command.ts'

const usage = 'Usage: npm run --silent migrate    brings the database to the newest migration\n'

async function applyMigrations(): Promise<number> {
  const server = await openDatabaseServer(readConfig(process.env))
  try {
    const applied = await migrate(server.url)
    for (const name of applied) process.stdout.write(`applied ${name}\n`)
    if (applied.length === 0) process.stdout.write('nothing to apply\n')
    return 0
  } finally {
    await server.stop()
  }
}

await runCommand({ usage, read: noWords, run: applyMigrations })
