internal import GRDB

extension StateDatabase {
    /// The steps from an empty file to the present form; one that was ever released is never changed.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1-documents-and-journal") { database in
            try database.execute(
                sql: """
                    CREATE TABLE estate (
                        digest TEXT PRIMARY KEY, observed_at INTEGER NOT NULL, document BLOB NOT NULL
                    ) STRICT;
                    CREATE TABLE plan (
                        digest TEXT PRIMARY KEY, made_at INTEGER NOT NULL, document BLOB NOT NULL
                    ) STRICT;
                    CREATE TABLE approval (
                        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                        plan_digest TEXT NOT NULL REFERENCES plan (digest),
                        approver TEXT NOT NULL, signature BLOB NOT NULL, signed_at INTEGER NOT NULL,
                        UNIQUE (plan_digest, approver, signature)
                    ) STRICT;
                    CREATE TABLE run (
                        id TEXT PRIMARY KEY, plan_digest TEXT NOT NULL, opened_at INTEGER NOT NULL,
                        finished_at INTEGER, outcome TEXT
                    ) STRICT;
                    CREATE TABLE run_event (
                        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                        run TEXT NOT NULL REFERENCES run (id), time INTEGER NOT NULL, kind TEXT NOT NULL,
                        step TEXT, attempt INTEGER NOT NULL, milliseconds INTEGER NOT NULL, detail TEXT NOT NULL
                    ) STRICT;
                    CREATE INDEX run_event_of_run ON run_event (run, sequence);
                    CREATE TABLE measurement (
                        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                        step TEXT NOT NULL, body TEXT NOT NULL, target TEXT NOT NULL,
                        milliseconds INTEGER NOT NULL, run TEXT NOT NULL, measured_at INTEGER NOT NULL
                    ) STRICT;
                    CREATE INDEX measurement_of_body ON measurement (step, body, sequence);
                    """)
        }
        migrator.registerMigration("2-decisions") { try $0.execute(sql: decisions) }
        migrator.registerMigration("3-audit") { database in
            try database.execute(
                sql: """
                    CREATE TABLE audit (
                        number INTEGER PRIMARY KEY, hash TEXT NOT NULL, record BLOB NOT NULL
                    ) STRICT;
                    CREATE TABLE audit_seal (
                        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                        number INTEGER NOT NULL, hash TEXT NOT NULL, sealed_at INTEGER NOT NULL,
                        signature TEXT NOT NULL
                    ) STRICT;
                    """)
        }
        migrator.registerMigration("4-run-control") { database in
            try database.execute(
                sql: """
                    ALTER TABLE run ADD COLUMN fence INTEGER NOT NULL DEFAULT 0;
                    ALTER TABLE run ADD COLUMN last_seen_at INTEGER;
                    CREATE TABLE run_request (
                        number INTEGER PRIMARY KEY AUTOINCREMENT,
                        run TEXT NOT NULL REFERENCES run (id), asked_at INTEGER NOT NULL, kind TEXT NOT NULL,
                        step TEXT, person TEXT NOT NULL, because TEXT NOT NULL,
                        answered_at INTEGER, accepted INTEGER, answer TEXT
                    ) STRICT;
                    CREATE INDEX run_request_open ON run_request (run, number) WHERE answered_at IS NULL;
                    """)
        }
        migrator.registerMigration("5-coverage-history") { try $0.execute(sql: coverageHistory) }
        migrator.registerMigration("6-verdicts") { try $0.execute(sql: verdicts) }
        migrator.registerMigration("7-restore-tests") { try $0.execute(sql: restoreTestTable) }
        migrator.registerMigration("8-damaged-points") { try $0.execute(sql: damagedPoints) }
        return migrator
    }

    /// What looks at the repositories found: restore points from their first look to their last, and sizes of datasets.
    private static let coverageHistory = """
        CREATE TABLE seen_point (
            repository TEXT NOT NULL, point TEXT NOT NULL, host TEXT NOT NULL, taken_at INTEGER NOT NULL,
            paths TEXT NOT NULL, seconds INTEGER, first_seen_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL,
            gone_at INTEGER, PRIMARY KEY (repository, point)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX seen_point_gone ON seen_point (gone_at) WHERE gone_at IS NOT NULL;
        CREATE TABLE seen_size (
            asset TEXT NOT NULL, repository TEXT NOT NULL, point TEXT NOT NULL, taken_at INTEGER NOT NULL,
            files INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (asset, repository, point)
        ) STRICT;
        CREATE INDEX seen_size_of_asset ON seen_size (asset, taken_at);
        """

    /// What people decide and what is checked before a run.
    ///
    /// The table `approval` before it held signatures over the bare
    /// plan, without role, time and decision; they are void, and nothing reads them.
    private static let decisions = """
        CREATE TABLE decision (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            plan_digest TEXT REFERENCES plan (digest),
            statement BLOB NOT NULL, signature BLOB NOT NULL, received_at INTEGER NOT NULL,
            UNIQUE (statement, signature)
        ) STRICT;
        CREATE INDEX decision_on_plan ON decision (plan_digest, sequence);
        CREATE TABLE incident (
            id TEXT NOT NULL, revision INTEGER NOT NULL, opened_at INTEGER NOT NULL, document BLOB NOT NULL,
            PRIMARY KEY (id, revision)
        ) STRICT;
        CREATE TABLE preflight (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            plan_digest TEXT NOT NULL, time INTEGER NOT NULL, document BLOB NOT NULL
        ) STRICT;
        """
}
