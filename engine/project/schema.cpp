#include "engine/project/schema.h"

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/core/run_limits.h"
#include "engine/project/project.h"

#include <algorithm>
#include <string>

namespace zscape {
namespace {

constexpr int64_t kApplicationId = 0x5a534350;  // "ZSCP": tells a project from any other SQLite file

/// Columns of a run since version 5: its images, and the run that it took up.
std::vector<std::string> columnsOfVersion5() {
    return {"data INTEGER REFERENCES data(id)",
            "parent INTEGER REFERENCES run(id) ON DELETE SET NULL",
            "parent_step INTEGER CHECK (parent_step BETWEEN 0 AND " + std::to_string(kMostSteps) + ")",
            "parent_recipe TEXT",
            "weights_carried INTEGER CHECK (weights_carried IN (0, 1))",
            "ended_by TEXT NOT NULL DEFAULT ''"};
}

/// What a person calls a run and says of it, since version 6.
std::vector<std::string> columnsOfVersion6() {
    return {"name TEXT NOT NULL DEFAULT ''", "note TEXT NOT NULL DEFAULT ''"};
}

/// Of what a run has one file of. Versions 5 and 6 made such tables alike; one that differs is written out.
std::string tableOfOneFile(const std::string& name) {
    return "CREATE TABLE " + name + R"((
    run INTEGER PRIMARY KEY REFERENCES run(id) ON DELETE CASCADE,
    step INTEGER NOT NULL CHECK (step BETWEEN 0 AND )" +
           std::to_string(kMostSteps) + R"(),
    file TEXT NOT NULL CHECK (file NOT IN ('', '.', '..') AND instr(file, '/') = 0),
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    hash INTEGER NOT NULL);
)";
}

/// Since version 6: the weights of a run's best held-out loss, of its last stretch with one objective.
std::string tablesOfVersion6() { return tableOfOneFile("best"); }

/// Since version 7: images that a person named, by their names.
const char* const kTableOfVersion7 = R"(
CREATE TABLE selection(
    position INTEGER PRIMARY KEY CHECK (position >= 0),
    name TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    images BLOB NOT NULL);
)";

/// Tables since version 5. What a row of data says belongs to every run that names it, or to `state`: images without a
/// run. A table that a later version changes is copied here first.
std::string tablesOfVersion5() {
    return R"(
CREATE TABLE data(
    id INTEGER PRIMARY KEY,
    import_settings TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    images INTEGER NOT NULL CHECK (images BETWEEN 0 AND )" +
           std::to_string(kMostImages) + R"(),
    held_out_fingerprint TEXT NOT NULL DEFAULT '');
CREATE TABLE data_source(
    data INTEGER NOT NULL REFERENCES data(id) ON DELETE CASCADE,
    held_out INTEGER NOT NULL CHECK (held_out IN (0, 1)),
    position INTEGER NOT NULL CHECK (position >= 0),
    source BLOB NOT NULL,
    PRIMARY KEY (data, held_out, position)) WITHOUT ROWID;
CREATE TABLE state(
    id INTEGER PRIMARY KEY CHECK (id = 1),
    run INTEGER REFERENCES run(id) ON DELETE SET NULL,
    images INTEGER REFERENCES data(id));
)" + tableOfOneFile("codes");
}

// Paths are bytes and need not be UTF-8, so sources are BLOBs. A metric's terms are one BLOB of little-endian
// doubles: SQLite would turn a NaN into NULL.
// What is outside of a CHECK is refused when it is read, too (Statement::whole, finite): tables of older files have
// none.
std::string tables() {
    const std::string mostSteps = std::to_string(kMostSteps);
    const std::string step = "INTEGER NOT NULL CHECK (step BETWEEN 0 AND " + mostSteps + ")",
                      epoch = "REAL NOT NULL CHECK (epoch BETWEEN 0 AND " + mostSteps + ")";
    std::string columns;
    for (const auto& added : {columnsOfVersion5(), columnsOfVersion6()})
        for (const std::string& column : added) columns += ",\n    " + column;
    return tablesOfVersion5() + tablesOfVersion6() + kTableOfVersion7 + R"(
CREATE TABLE run(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    spec TEXT NOT NULL,
    config TEXT NOT NULL,
    epochs_planned INTEGER NOT NULL CHECK (epochs_planned BETWEEN 0 AND )" +
           mostSteps + R"(),
    ledger TEXT NOT NULL DEFAULT '[]')" +
           columns + R"();
CREATE TABLE run_term(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    name TEXT NOT NULL,
    PRIMARY KEY (run, position)) WITHOUT ROWID;
CREATE TABLE metric(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND )" +
           std::to_string(StoredMetric::kKinds - 1) + R"(),
    step )" +
           step + R"(,
    epoch )" +
           epoch + R"(,
    seconds REAL NOT NULL CHECK (seconds BETWEEN 0 AND )" +
           mostSteps + R"(),
    terms BLOB NOT NULL CHECK (length(terms) % 8 = 0),
    PRIMARY KEY (run, kind, step)) WITHOUT ROWID;
CREATE TABLE mark(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    step )" +
           step + R"(,
    epoch )" +
           epoch + R"(,
    key TEXT NOT NULL,
    value REAL NOT NULL CHECK (abs(value) <= 1.7976931348623157e308),
    PRIMARY KEY (run, position)) WITHOUT ROWID;
CREATE TABLE checkpoint(
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    step )" +
           step + R"(,
    file TEXT NOT NULL CHECK (file NOT IN ('', '.', '..') AND instr(file, '/') = 0),
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    hash INTEGER NOT NULL,
    PRIMARY KEY (run, step)) WITHOUT ROWID;
)";
}

/// Until version 4 all runs had one row of data, a run's lineage lay in its configuration, and the current run was the
/// newest that was trained, else the newest with weights, else the newest.
void giveEachRunItsOwn(const Database& database) {
    {
        Statement images(database, "SELECT images FROM data WHERE id = 1");
        while (images.step())
            images.whole(0, "data.images", 0, kMostImages);  // the new table's CHECK would not say it so
    }
    database.execute(
        "ALTER TABLE data RENAME TO old_data;"
        "ALTER TABLE data_source RENAME TO old_data_source;" +
        tablesOfVersion5() +
        "INSERT INTO data(id, import_settings, fingerprint, images) "
        "  SELECT id, import_settings, fingerprint, images FROM old_data WHERE id = 1;"
        "INSERT INTO data_source(data, held_out, position, source) "
        "  SELECT data.id, held_out, row_number() OVER (PARTITION BY held_out ORDER BY position) - 1, source "
        "  FROM data, old_data_source WHERE held_out IN (0, 1);"
        "DROP TABLE old_data;"
        "DROP TABLE old_data_source;");
    for (const std::string& column : columnsOfVersion5()) database.execute("ALTER TABLE run ADD COLUMN " + column);
    // An origin that cannot be read stays where it lies, and the run has no parent.
    database.execute(
        "UPDATE run SET data = (SELECT id FROM data);"
        "UPDATE run SET parent_step = json_extract(config, '$.origin.step'),"
        "  parent_recipe = json_extract(config, '$.origin.recipe'),"
        "  weights_carried = json_extract(config, '$.origin.weights_carried'),"
        "  parent = (SELECT id FROM run AS before WHERE before.id = json_extract(run.config, '$.origin.run')"
        "            AND before.id <> run.id),"
        "  config = json_remove(config, '$.origin') "
        "WHERE CASE WHEN typeof(config) = 'text' AND json_valid(config) THEN"
        "  json_type(config, '$.origin.step') = 'integer'"
        "  AND json_extract(config, '$.origin.step') BETWEEN 0 AND " +
        std::to_string(kMostSteps) +
        "  AND json_type(config, '$.origin.recipe') = 'text'"
        "  AND json_type(config, '$.origin.weights_carried') IN ('true', 'false')"
        "  AND json_type(config, '$.origin.run') = 'integer' ELSE 0 END;"
        "INSERT INTO state(id, run, images) SELECT 1,"
        "  (SELECT run.id FROM run LEFT JOIN checkpoint ON checkpoint.run = run.id GROUP BY run.id"
        "   ORDER BY coalesce(max(step), -1) > 0 DESC, coalesce(max(step), -1) = 0 DESC, run.id DESC LIMIT 1),"
        "  (SELECT id FROM data WHERE NOT EXISTS (SELECT 1 FROM run));");
}

void nameRunsAndKeepTheBest(const Database& database) {
    database.execute(tablesOfVersion6());
    for (const std::string& column : columnsOfVersion6()) database.execute("ALTER TABLE run ADD COLUMN " + column);
}

void setVersion(const Database& database, int version) {
    database.execute("PRAGMA user_version = " + std::to_string(version));
}

/// VACUUM INTO takes what lies in the write-ahead log too, which a copy of the file alone would lose.
void copyBeside(const Database& database, const std::filesystem::path& file, int64_t version) {
    const std::filesystem::path copy = file.parent_path() / ("project.version-" + std::to_string(version) + ".db");
    std::error_code ignored;
    if (std::filesystem::exists(copy, ignored)) return;  // of an attempt that was cut short: it is the older and whole
    const std::filesystem::path partial = copy.string() + ".part";
    std::filesystem::remove(partial, ignored);
    Statement(database, "VACUUM INTO ?1").bind(1, std::string_view(partial.native())).run();
    std::error_code error;
    std::filesystem::rename(partial, copy, error);
    if (error) throwWriteError(copy, error.value());
    syncFolder(copy.parent_path());
}

}  // namespace

const std::vector<Migration>& projectMigrations() {
    static const std::vector<Migration> migrations{
        {1,
         [](const Database& database) {
             database.execute("ALTER TABLE run ADD COLUMN ledger TEXT NOT NULL DEFAULT '[]'");
         }},
        {2, [](const Database&) {}},  // a metric may be of the kind Reading, which version 2 does not know
        // A fingerprint is of the images' contents, no longer of where they lie: what is stored says nothing any more.
        {3, [](const Database& database) { database.execute("UPDATE data SET fingerprint = ''"); }},
        {4, giveEachRunItsOwn},
        {5, nameRunsAndKeepTheBest},
        {6, [](const Database& database) { database.execute(kTableOfVersion7); }},
    };
    return migrations;
}

void createSchema(const Database& database) {
    database.execute("PRAGMA journal_mode = WAL");
    Transaction transaction(database);
    database.execute(tables());
    database.execute("PRAGMA application_id = " + std::to_string(kApplicationId));
    setVersion(database, kProjectVersion);
    transaction.commit();
}

bool isOlder(const Database& database) {
    const int64_t version = database.pragma("user_version");
    return database.pragma("application_id") == kApplicationId && version >= 1 && version < kProjectVersion;
}

bool isEmptyDatabase(const Database& database) {
    Statement tables(database, "SELECT count(*) FROM sqlite_schema");
    return tables.step() && tables.integer(0) == 0 && database.pragma("user_version") == 0;
}

void checkAndMigrate(const Database& database, const std::filesystem::path& file, int current,
                     const std::vector<Migration>& migrations) {
    const std::string folder = displayName(database.folder());
    const int64_t version = database.pragma("user_version");
    if (database.pragma("application_id") != kApplicationId || version < 1) {
        throw Error("project.corrupt",
                    "%1 is no Zscape project: its project.db is another program's, or empty. Choose another folder.",
                    {folder});
    }
    if (version > current) {
        throw Error("project.newer",
                    "The project %1 was saved by a newer Zscape: it has version %2, this one reads versions up to %3. "
                    "Update Zscape to open it.",
                    {folder, std::to_string(version), std::to_string(current)});
    }
    if (version == current) return;

    copyBeside(database, file, version);
    Transaction transaction(database);
    for (int64_t from = version; from < current; ++from) {
        const auto migration = std::find_if(migrations.begin(), migrations.end(),
                                            [&](const Migration& candidate) { return candidate.from == from; });
        if (migration == migrations.end()) {
            throw Error("project.old", "The project %1 has version %2, which this Zscape cannot bring up to date.",
                        {folder, std::to_string(from)});
        }
        migration->apply(database);
    }
    setVersion(database, current);
    transaction.commit();
}

}  // namespace zscape
