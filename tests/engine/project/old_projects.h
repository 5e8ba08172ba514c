#pragma once

#include "engine/project/database.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <string>

namespace zscape {

/// The tables as version 1 of a project made them, to the letter (engine/project/schema.cpp at b91b412).
inline constexpr const char* kTablesOfVersion1 = R"(
CREATE TABLE data(
    id INTEGER PRIMARY KEY CHECK (id = 1),
    import_settings TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    images INTEGER NOT NULL);
CREATE TABLE data_source(
    held_out INTEGER NOT NULL,
    position INTEGER NOT NULL,
    source BLOB NOT NULL,
    PRIMARY KEY (held_out, position)) WITHOUT ROWID;
CREATE TABLE run(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    spec TEXT NOT NULL,
    config TEXT NOT NULL,
    epochs_planned INTEGER NOT NULL);
CREATE TABLE run_term(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (run, position)) WITHOUT ROWID;
CREATE TABLE metric(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    kind INTEGER NOT NULL,
    step INTEGER NOT NULL,
    epoch REAL NOT NULL,
    seconds REAL NOT NULL,
    terms BLOB NOT NULL,
    PRIMARY KEY (run, kind, step)) WITHOUT ROWID;
CREATE TABLE mark(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    step INTEGER NOT NULL,
    epoch REAL NOT NULL,
    key TEXT NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (run, position)) WITHOUT ROWID;
CREATE TABLE checkpoint(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    file TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    PRIMARY KEY (run, step)) WITHOUT ROWID;
)";

/// The same of version 4 (at b5b50af).
inline constexpr const char* kTablesOfVersion4 = R"(
CREATE TABLE data(
    id INTEGER PRIMARY KEY CHECK (id = 1),
    import_settings TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    images INTEGER NOT NULL CHECK (images BETWEEN 0 AND 1000000000));
CREATE TABLE data_source(
    held_out INTEGER NOT NULL CHECK (held_out IN (0, 1)),
    position INTEGER NOT NULL CHECK (position >= 0),
    source BLOB NOT NULL,
    PRIMARY KEY (held_out, position)) WITHOUT ROWID;
CREATE TABLE run(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    spec TEXT NOT NULL,
    config TEXT NOT NULL,
    epochs_planned INTEGER NOT NULL CHECK (epochs_planned BETWEEN 0 AND 1000000000000000),
    ledger TEXT NOT NULL DEFAULT '[]');
CREATE TABLE run_term(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    name TEXT NOT NULL,
    PRIMARY KEY (run, position)) WITHOUT ROWID;
CREATE TABLE metric(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 4),
    step INTEGER NOT NULL CHECK (step BETWEEN 0 AND 1000000000000000),
    epoch REAL NOT NULL CHECK (epoch BETWEEN 0 AND 1000000000000000),
    seconds REAL NOT NULL CHECK (seconds BETWEEN 0 AND 1000000000000000),
    terms BLOB NOT NULL CHECK (length(terms) % 8 = 0),
    PRIMARY KEY (run, kind, step)) WITHOUT ROWID;
CREATE TABLE mark(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    step INTEGER NOT NULL CHECK (step BETWEEN 0 AND 1000000000000000),
    epoch REAL NOT NULL CHECK (epoch BETWEEN 0 AND 1000000000000000),
    key TEXT NOT NULL,
    value REAL NOT NULL CHECK (abs(value) <= 1.7976931348623157e308),
    PRIMARY KEY (run, position)) WITHOUT ROWID;
CREATE TABLE checkpoint(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    step INTEGER NOT NULL CHECK (step BETWEEN 0 AND 1000000000000000),
    file TEXT NOT NULL CHECK (file NOT IN ('', '.', '..') AND instr(file, '/') = 0),
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    hash INTEGER NOT NULL,
    PRIMARY KEY (run, step)) WITHOUT ROWID;
)";

/// The fingerprint that versions 1 to 3 stored: of paths and times.
inline constexpr const char* kOldFingerprint = "0123456789abcdef0123456789abcdef";

/// The project in `folder`, of this version and closed, becomes one as Zscape `version` (1 to 6) has saved it: another
/// database with that version's tables, what it knew of the rows, and its checkpoints as they lie. Its one row of
/// images is that of the first run.
inline void makeOld(const std::filesystem::path& folder, int version) {
    const std::filesystem::path file = folder / "project.db", now = folder / "now.db";
    if (version < 6) std::filesystem::remove_all(folder / "best");
    // Of this version's tables what later ones have added goes, which SQLite takes out to the letter.
    if (version == 6) {
        Database(file, Database::Mode::Open)
            .execute("DROP TABLE selection; PRAGMA user_version = 6; PRAGMA wal_checkpoint(TRUNCATE)");
        return;
    }
    if (version == 5) {
        Database(file, Database::Mode::Open)
            .execute(
                "DROP TABLE selection; DROP TABLE best; ALTER TABLE run DROP COLUMN name; ALTER TABLE run DROP COLUMN "
                "note;"
                "PRAGMA user_version = 5; PRAGMA wal_checkpoint(TRUNCATE)");
        return;
    }
    { Database(file, Database::Mode::Open).execute("PRAGMA wal_checkpoint(TRUNCATE)"); }
    std::filesystem::rename(file, now);
    std::filesystem::remove(folder / "project.db-wal");
    std::filesystem::remove(folder / "project.db-shm");
    std::filesystem::remove_all(folder / "codes");
    {
        const Database old(file, Database::Mode::Create);
        old.execute("PRAGMA journal_mode = WAL");
        old.execute(version == 4 ? kTablesOfVersion4 : kTablesOfVersion1);
        const std::string ledger = version >= 2 ? ", ledger" : "";
        if (version == 2 || version == 3) old.execute("ALTER TABLE run ADD COLUMN ledger TEXT NOT NULL DEFAULT '[]'");
        Statement(old, "ATTACH ?1 AS new").bind(1, std::string_view(now.native())).run();
        old.execute("INSERT INTO data(id, import_settings, fingerprint, images) SELECT 1, import_settings, " +
                    (version == 4 ? std::string("fingerprint") : "'" + std::string(kOldFingerprint) + "'") +
                    ", images FROM new.data ORDER BY id LIMIT 1");
        old.execute(
            "INSERT INTO data_source SELECT held_out, position, source FROM new.data_source "
            "WHERE data = (SELECT min(id) FROM new.data)");
        // Until version 4 a run's lineage was in its configuration.
        old.execute("INSERT INTO run(id, created, spec, config, epochs_planned" + ledger +
                    ") SELECT id, created, spec, CASE WHEN parent_step IS NULL THEN config ELSE "
                    "json_set(config, '$.origin', json_object('recipe', parent_recipe, 'step', parent_step, "
                    "'weights_carried', json(iif(weights_carried, 'true', 'false')), 'run', coalesce(parent, 0))) END, "
                    "epochs_planned" +
                    ledger + " FROM new.run");
        old.execute("INSERT INTO run_term SELECT run, position, name FROM new.run_term");
        // Kind 3 came with version 2's ledger, kind 4 with version 3.
        old.execute("INSERT INTO metric SELECT run, kind, step, epoch, seconds, terms FROM new.metric WHERE kind < " +
                    std::to_string(version + 2));
        old.execute("INSERT INTO mark SELECT run, position, step, epoch, key, value FROM new.mark");
        old.execute("INSERT INTO checkpoint SELECT run, step, file, bytes, hash FROM new.checkpoint");
        old.execute("DETACH new");
        old.execute("PRAGMA application_id = " + std::to_string(0x5a534350) +
                    "; PRAGMA user_version = " + std::to_string(version));
    }
    std::filesystem::remove(now);
    std::filesystem::remove(folder / "now.db-wal");
    std::filesystem::remove(folder / "now.db-shm");
}

}  // namespace zscape
