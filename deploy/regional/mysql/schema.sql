-- The dimension tables: MySQL 8, MariaDB 10.6, and later.
--
--   mysql --database=gateway < schema.sql
--
-- `aggregator dimensions load FILE.csv --create` makes the one that it fills, and `aggregator validate --connect` says what is
-- missing or wrong. Names can be others: dimensions.*.mysql in the configuration says which.
--
-- Each primary key is what rows are looked up by. Values are compared byte by byte, as those of logs are (_bin). Labels are
-- cut at 256 bytes, so a longer value is no use. NULL means unknown.

-- Gateway nodes, read whole by the regional jobs: a node's address to its cluster, and the region it stands in.
CREATE TABLE IF NOT EXISTS `gateway_cluster_dim` (
  `local_ip`   VARCHAR(64)  NOT NULL,
  `app_group`  VARCHAR(256) NULL,
  `region_id`  VARCHAR(256) NULL,
  `updated_at` TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (`local_ip`),
  KEY `updated_at` (`updated_at`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Tenants, looked up by the regional jobs, many at once: a tenant to its level.
CREATE TABLE IF NOT EXISTS `user_level_dim` (
  `uid`        VARCHAR(256) NOT NULL,
  `gc_level`   VARCHAR(64)  NULL,
  `updated_at` TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (`uid`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- APIs, read whole by the central job: an API of a product to its priority. An API without versions has the version ''.
CREATE TABLE IF NOT EXISTS `api_dim` (
  `product`    VARCHAR(128) NOT NULL,
  `api`        VARCHAR(256) NOT NULL,
  `version`    VARCHAR(64)  NOT NULL DEFAULT '',
  `priority`   VARCHAR(64)  NULL,
  `biz_domain` VARCHAR(256) NULL,
  `updated_at` TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (`product`, `api`, `version`),
  KEY `updated_at` (`updated_at`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The jobs only read. A user for them, of a schema named gateway:
--
--   CREATE USER 'aggregator'@'%' IDENTIFIED BY 'a password';
--   GRANT SELECT ON `gateway`.* TO 'aggregator'@'%';
--
-- `aggregator dimensions load` also needs INSERT and UPDATE; with --replace DELETE; with --create CREATE.
