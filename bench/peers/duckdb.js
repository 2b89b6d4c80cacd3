// The core work as SQL, by DuckDB in this process, on one thread.
const { bestPass, readArguments } = require('./best_pass');
const { DuckDBInstance } = require('@duckdb/node-api');

const { input, dimensions, passes, dump } = readArguments('duckdb.js');
const columns = "{Api: 'VARCHAR', CallerUid: 'VARCHAR', ErrorCode: 'VARCHAR', HttpCode: 'USMALLINT', LocalIp: 'VARCHAR', Product: 'VARCHAR', TotalUsedTime: 'INTEGER', Version: 'VARCHAR', '__time__': 'BIGINT'}";
const rows = `
  SELECT l.__time__ // 10 * 10 AS start, Product, Api, Version, CallerUid,
    coalesce(n.region_id, 'unknown') AS region_id, coalesce(n.app_group, 'unknown') AS app_group,
    coalesce(t.gc_level, 'unknown') AS gc_level, HttpCode, ErrorCode,
    count(*) AS logs, sum(TotalUsedTime) AS rt, count(*) FILTER (TotalUsedTime > 1000) AS slow,
    count(*) FILTER (HttpCode BETWEEN 200 AND 299) AS ok, count(*) FILTER (HttpCode BETWEEN 500 AND 599) AS failed, count(*) FILTER (HttpCode = 503) AS unavailable
  FROM read_json('${input}', format = 'newline_delimited', columns = ${columns}) l
    LEFT JOIN nodes n ON l.LocalIp = n.ip LEFT JOIN tenants t ON l.CallerUid = t.uid
  WHERE Product <> '' AND Api <> ''
  GROUP BY ALL`;

async function main() {
  const database = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  for (const table of ['nodes', 'tenants'])
    await database.run(`CREATE TABLE ${table} AS SELECT * FROM read_csv('${dimensions}/${table}.csv', header = true, all_varchar = true)`);
  const first = async query => (await database.runAndReadAll(query)).getRows()[0];
  await bestPass(`DuckDB ${await first('SELECT version()')}`, input, passes,
    () => first(`SELECT count(*), sum(logs), sum(rt), sum(slow), sum(ok), sum(failed), sum(unavailable) FROM (${rows})`));
  if (dump) await database.run(`COPY (${rows}) TO '${dump}' (FORMAT csv, DELIMITER '\t', HEADER false, QUOTE '')`);
}

main();
