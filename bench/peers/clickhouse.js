// The core work as SQL, by ClickHouse embedded in this process (chdb), on one thread.
const { bestPass, readArguments } = require('./best_pass');
const { Session } = require('chdb');

const { input, dimensions, passes, dump } = readArguments('clickhouse.js');
const columns = 'Api String, CallerUid String, ErrorCode String, HttpCode UInt16, LocalIp String, Product String, TotalUsedTime UInt32, Version String, __time__ UInt64';
const settings = 'SETTINGS max_threads=1, max_parsing_threads=1, max_insert_threads=1, input_format_parallel_parsing=0, input_format_skip_unknown_fields=1, join_use_nulls=0';
const rows = `
  SELECT intDiv(__time__, 10) * 10 AS start, Product, Api, Version, CallerUid,
    if(n.region_id = '', 'unknown', n.region_id) AS region_id, if(n.app_group = '', 'unknown', n.app_group) AS app_group,
    if(t.gc_level = '', 'unknown', t.gc_level) AS gc_level, HttpCode, ErrorCode,
    count() AS logs, sum(TotalUsedTime) AS rt, countIf(TotalUsedTime > 1000) AS slow,
    countIf(HttpCode BETWEEN 200 AND 299) AS ok, countIf(HttpCode BETWEEN 500 AND 599) AS failed, countIf(HttpCode = 503) AS unavailable
  FROM file('${input}', 'JSONEachRow', '${columns}') AS l
    ANY LEFT JOIN nodes AS n ON l.LocalIp = n.ip ANY LEFT JOIN tenants AS t ON l.CallerUid = t.uid
  WHERE Product != '' AND Api != ''
  GROUP BY start, Product, Api, Version, CallerUid, region_id, app_group, gc_level, HttpCode, ErrorCode`;

async function main() {
  const session = new Session();
  for (const [table, key, ...values] of [['nodes', 'ip', 'app_group', 'region_id'], ['tenants', 'uid', 'gc_level']]) {
    const types = [key, ...values].map(column => `${column} String`).join(', ');
    session.query(`CREATE TABLE ${table} (${types}) ENGINE = Memory`);
    session.query(`INSERT INTO ${table} SELECT * FROM file('${dimensions}/${table}.csv', 'CSVWithNames', '${types}')`);
  }
  await bestPass(`ClickHouse ${session.query('SELECT version()', 'CSV').trim()}`, input, passes,
    () => session.query(`SELECT count(), sum(logs), sum(rt), sum(slow), sum(ok), sum(failed), sum(unavailable) FROM (${rows}) ${settings}`, 'CSV').trim());
  if (dump) require('fs').writeFileSync(dump, session.query(`${rows} ${settings}`, 'TSV'));
  session.cleanup?.();
}

main();
