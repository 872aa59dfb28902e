import Contracts
import Foundation
import Testing

@testable import Applications

/// Real databases, whole and damaged.
@Suite("Applications on restored data", .timeLimit(.minutes(5)), .serialized) struct DatabaseCheckTests {
    @Test func aClusterAndItsDumpsWork() async throws {
        let bench = try CheckBench()
        try await bench.sh(CheckBench.cluster)
        let found = try await bench.findings()
        #expect(found.count == 3 && found.values.allSatisfy(\.isWorking), "\(found)")
        guard case .works(let words)? = found["postgresql-cluster srv/data"] else { return }
        #expect(words.contains("left recovery") && words.contains("pages have their checksums"))
    }

    @Test func damageOfAnIndexAPageAndADumpIsSeen() async throws {
        let bench = try CheckBench()
        try await bench.sh(
            CheckBench.cluster + """
                cp -a srv/data srv/page; printf XXXXXXXX | dd of=srv/page/$TABLE bs=1 seek=9000 conv=notrunc status=none
                as $P/pg_checksums --disable -D srv/data >/dev/null
                printf XXXXXXXX | dd of=srv/data/$INDEX bs=1 seek=$((3 * 8192 + 8000)) conv=notrunc status=none
                head -c 300000 dump.sql >cut.sql; head -c 100000 dump.own >cut.own; rm dump.*
                cp -a srv/page srv/nothing; rm -r srv/nothing/pg_wal; mkdir srv/nothing/pg_wal; rm srv/nothing/global/pg_filenode.map
                """)
        let found = try await bench.findings()
        #expect(found.count == 5)
        #expect(found["postgresql-cluster srv/data"]?.damage?.contains("t_m") == true, "\(found)")
        #expect(found["postgresql-cluster srv/page"]?.damage?.contains("page verification failed") == true, "\(found)")
        #expect(found["postgresql-cluster srv/nothing"]?.damage?.contains("does not come up") == true, "\(found)")
        #expect(found["postgresql-dump cut.sql"]?.damage?.contains("dump complete") == true, "\(found)")
        #expect(found["postgresql-dump cut.own"]?.damage?.contains("pg_restore") == true, "\(found)")
    }

    @Test func aVersionThatIsNotInstalledIsNotJudged() async throws {
        let bench = try CheckBench()
        try await bench.sh("mkdir -p old/global; echo 9.1 >old/PG_VERSION; echo x >old/global/pg_control")
        #expect(
            try await bench.findings()
                == ["postgresql-cluster old": .notJudged("PostgreSQL 9.1 is not installed here")])
    }

    @Test func sqliteIsWholeOnlyWhenItSaysExactlyOk() async throws {
        let bench = try CheckBench()
        try await bench.sh(
            """
            s() { sqlite3 "$@"; }
            s good.db "create table a (id integer primary key, n text); create table b (x references a (id));
                create index ai on a (n); insert into a select value, hex(randomblob(20)) from generate_series(1, 3000);
                insert into b values (5);"
            cp good.db keys.db; s keys.db "delete from a where id = 5"
            cp good.db page.db; printf ZZZZZZZZZZZZ | dd of=page.db bs=1 seek=20480 conv=notrunc status=none
            cp good.db index.db
            s index.db "pragma writable_schema = on; update sqlite_master set name = 'hidden', type = 'hidden' where name = 'ai'" || true
            head -c 20480 /dev/urandom >sealed.sqlite; : >empty.sqlite; cp good.db "./-odd 'name';.db"
            """)
        let found = try await bench.findings()
        #expect(
            found["sqlite good.db"]?.isWorking == true && found["sqlite -odd 'name';.db"]?.isWorking == true, "\(found)"
        )
        #expect(found["sqlite keys.db"]?.damage?.contains("rows refer to rows that are not there") == true, "\(found)")
        #expect(found["sqlite page.db"]?.damage?.contains("integrity_check") == true, "\(found)")
        #expect(found["sqlite sealed.sqlite"] == .notJudged("it is encrypted, or no SQLite database"))
        #expect(found["sqlite index.db"]?.damage != nil, "\(found)")
        #expect(found["sqlite empty.sqlite"] == nil)
    }

    @Test func mariaDBWorksOrSaysWhere() async throws {
        let bench = try CheckBench()
        try await bench.sh(
            """
            mkdir -p srv; mariadb-install-db --no-defaults --datadir="$F/srv/data" --auth-root-authentication-method=normal \\
                --skip-test-db --user=root >/dev/null 2>&1
            mariadbd --no-defaults --user=root --datadir="$F/srv/data" --skip-networking --socket="$SOCKET/s" --pid-file="$SOCKET/p" \\
                --log-error="$SOCKET/log" </dev/null >/dev/null 2>&1 & server=$!
            m() { mariadb --no-defaults --user=root --socket="$SOCKET/s" "$@"; }
            until m -e 'select 1' >/dev/null 2>&1; do kill -0 $server; sleep 0.1; done
            m -e "create database shop; use shop; create table o (id int primary key, t varchar(200), key (t));
                insert into o select seq, md5(seq) from seq_1_to_5000; create table m (id int, t text) engine=myisam;
                insert into m values (1, 'hello')"
            mariadb-dump --no-defaults --user=root --socket="$SOCKET/s" shop >dump.sql
            kill $server; wait $server || true
            cp -a srv/data srv/page; printf XXXXXXXXXXXX | dd of=srv/page/shop/o.ibd bs=1 seek=$((16384 * 4 + 900)) conv=notrunc status=none
            cp -a srv/data srv/rows; truncate -s 3 srv/rows/shop/m.MYD; head -c 2000 dump.sql >cut.sql
            """)
        let found = try await bench.findings()
        #expect(found.count == 5)
        guard case .works(let words)? = found["mariadb-folder srv/data"] else { Issue.record("\(found)"); return }
        #expect(words.hasSuffix("1 MyISAM tables, whose rows have no checksum"), "its limits are part of the proof")
        #expect(found["mariadb-dump dump.sql"]?.isWorking == true, "\(found)")
        #expect(found["mariadb-folder srv/page"]?.damage?.hasPrefix("innochecksum: shop/o.ibd") == true, "\(found)")
        #expect(found["mariadb-folder srv/rows"]?.damage?.contains("shop.m") == true, "\(found)")
        #expect(found["mariadb-dump cut.sql"]?.damage?.contains("it was cut") == true, "\(found)")
    }

    @Test func etcdAndSambaArchivesAreOpened() async throws {
        let bench = try CheckBench()
        try await bench.sh(
            """
            export ETCDCTL_API=3; port=$((20000 + $$ % 20000)); u=http://127.0.0.1:$port; p=http://127.0.0.1:$((port + 1))
            etcd --data-dir "$SOCKET/etcd" --listen-client-urls $u --advertise-client-urls $u --listen-peer-urls $p \\
                --initial-advertise-peer-urls $p --initial-cluster default=$p >/dev/null 2>&1 & server=$!
            until etcdctl --endpoints $u put k v >/dev/null 2>&1; do kill -0 $server; sleep 0.1; done
            etcdctl --endpoints $u snapshot save good.db >/dev/null 2>&1; kill $server; wait $server || true
            cp good.db bad.db; printf Z | dd of=bad.db bs=1 seek=9000 conv=notrunc status=none
            mkdir in; echo x >in/backup.txt; tar cjf samba-backup-none.tar.bz2 -C in .; rm -r in
            head -c 60 samba-backup-none.tar.bz2 >samba-backup-cut.tar.bz2
            """)
        let found = try await bench.findings()
        #expect(found["etcd-snapshot good.db"]?.isWorking == true, "\(found)")
        #expect(found["etcd-snapshot bad.db"]?.damage?.contains("SHA-256") == true, "\(found)")
        #expect(found["samba-backup samba-backup-cut.tar.bz2"]?.damage?.contains("does not unpack") == true, "\(found)")
        #expect(found["samba-backup samba-backup-none.tar.bz2"]?.damage?.contains("no directory") == true, "\(found)")
    }
}
