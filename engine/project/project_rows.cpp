#include "engine/project/project_rows.h"

#include "engine/core/run_limits.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>

namespace zscape {
namespace {

constexpr size_t kFixedValues = 3;  // step, epoch, seconds: before a row's terms
constexpr int64_t kAnyWhole = std::numeric_limits<int64_t>::max();

/// Read by readParent().
constexpr const char* kParentColumns =
    "coalesce(run.parent_step, -1), coalesce(run.parent, 0), coalesce(run.weights_carried, 0), "
    "coalesce(run.parent_recipe, '')";

std::optional<StoredParent> readParent(const Statement& row, int first) {
    const int64_t step = row.whole(first, "run.parent_step", -1, kMostSteps);
    if (step < 0) return std::nullopt;
    return StoredParent{row.text(first + 3), step, row.whole(first + 2, "run.weights_carried", 0, 1) == 1,
                        row.whole(first + 1, "run.parent", 0, kAnyWhole)};
}

std::span<const uint8_t> asBytes(const std::string& text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

void insertSources(const Database& database, int64_t row, const std::vector<std::string>& sources, bool heldOut) {
    Statement insert(database, "INSERT INTO data_source(data, held_out, position, source) VALUES (?1, ?2, ?3, ?4)");
    for (size_t i = 0; i < sources.size(); ++i)
        insert.bind(1, row)
            .bind(2, int64_t{heldOut})
            .bind(3, static_cast<int64_t>(i))
            .bindBytes(4, asBytes(sources[i]))
            .run();
}

std::vector<std::string> readSources(const Database& database, int64_t row, bool heldOut) {
    Statement select(database, "SELECT source FROM data_source WHERE data = ?1 AND held_out = ?2 ORDER BY position");
    select.bind(1, row).bind(2, int64_t{heldOut});
    std::vector<std::string> sources;
    while (select.step()) sources.push_back(select.text(0));
    return sources;
}

void writeTerms(const Database& database, int64_t run, const std::vector<std::string>& terms) {
    Statement(database, "DELETE FROM run_term WHERE run = ?1").bind(1, run).run();
    Statement insert(database, "INSERT INTO run_term(run, position, name) VALUES (?1, ?2, ?3)");
    for (size_t i = 0; i < terms.size(); ++i)
        insert.bind(1, run).bind(2, static_cast<int64_t>(i)).bind(3, std::string_view(terms[i])).run();
}

ListedStep readListing(const Statement& row, const char* stepName, const char* bytesName) {
    return {row.whole(0, stepName, 0, kMostSteps),
            {row.text(1), row.whole(2, bytesName, 0, kAnyWhole), row.integer(3)}};
}

std::string tableOf(OneFile which) { return which == OneFile::Codes ? "codes" : "best"; }

void writeListing(Statement insert, int64_t run, int64_t step, const ListedFile& written) {
    insert.bind(1, run)
        .bind(2, step)
        .bind(3, std::string_view(written.name))
        .bind(4, written.bytes)
        .bind(5, written.hash)
        .run();
}

}  // namespace

int64_t rowOfData(const Database& database, const StoredData& data) {
    const auto bound = [&data](Statement& statement) -> Statement& {
        return statement.bind(1, std::string_view(data.importSettings))
            .bind(2, std::string_view(data.fingerprint))
            .bind(3, data.images)
            .bind(4, std::string_view(data.heldOutFingerprint));
    };
    Statement same(database,
                   "SELECT id FROM data WHERE import_settings = ?1 AND fingerprint = ?2 AND images = ?3 AND "
                   "held_out_fingerprint = ?4");
    bound(same);
    while (same.step())
        if (const int64_t row = same.integer(0); readSources(database, row, false) == data.sources &&
                                                 readSources(database, row, true) == data.heldOutSources)
            return row;
    Statement insert(database,
                     "INSERT INTO data(import_settings, fingerprint, images, held_out_fingerprint) "
                     "VALUES (?1, ?2, ?3, ?4) RETURNING id");
    bound(insert);
    const int64_t row = insert.step() ? insert.integer(0) : 0;
    insert.run();
    insertSources(database, row, data.sources, false);
    insertSources(database, row, data.heldOutSources, true);
    return row;
}

std::optional<StoredData> readData(const Database& database, int64_t row) {
    Statement select(database,
                     "SELECT import_settings, fingerprint, images, held_out_fingerprint FROM data WHERE id = ?1");
    select.bind(1, row);
    if (!select.step()) return std::nullopt;
    StoredData data;
    data.importSettings = select.text(0);
    data.fingerprint = select.text(1);
    data.images = select.whole(2, "data.images", 0, kMostImages);
    data.heldOutFingerprint = select.text(3);
    data.sources = readSources(database, row, false);
    data.heldOutSources = readSources(database, row, true);
    return data;
}

int64_t dataOf(const Database& database, int64_t run) {
    Statement select(database, run != 0 ? "SELECT coalesce(data, 0) FROM run WHERE id = ?1"
                                        : "SELECT coalesce(images, 0) FROM state WHERE id = ?1");
    select.bind(1, run != 0 ? run : int64_t{1});
    return select.step() ? select.whole(0, run != 0 ? "run.data" : "state.images", 0, kAnyWhole) : 0;
}

void setDataOf(const Database& database, int64_t run, int64_t row) {
    if (run != 0) Statement(database, "UPDATE run SET data = ?1 WHERE id = ?2").bind(1, row).bind(2, run).run();
    else
        Statement(database,
                  "INSERT INTO state(id, images) VALUES (1, nullif(?1, 0)) "
                  "ON CONFLICT(id) DO UPDATE SET images = excluded.images")
            .bind(1, row)
            .run();
}

void replaceData(const Database& database, int64_t before, int64_t now) {
    for (const char* change :
         {"UPDATE run SET data = ?1 WHERE data = ?2", "UPDATE state SET images = ?1 WHERE images = ?2"})
        Statement(database, change).bind(1, now).bind(2, before).run();
}

void forgetUnusedData(const Database& database) {
    database.execute(
        "DELETE FROM data WHERE NOT EXISTS (SELECT 1 FROM run WHERE run.data = data.id) AND "
        "NOT EXISTS (SELECT 1 FROM state WHERE state.images = data.id)");
}

// Names in one BLOB, each with a zero behind it: no name has one.
void writeSelections(const Database& database, const StoredSelections& selections) {
    Statement(database, "DELETE FROM selection").run();
    Statement insert(database, "INSERT INTO selection(position, name, note, images) VALUES (?1, ?2, ?3, ?4)");
    for (size_t i = 0; i < selections.size(); ++i) {
        std::string names;
        for (const std::string& name : selections[i].images) names.append(name).push_back('\0');
        insert.bind(1, static_cast<int64_t>(i))
            .bind(2, std::string_view(selections[i].name))
            .bind(3, std::string_view(selections[i].note))
            .bindBytes(4, asBytes(names))
            .run();
    }
}

StoredSelections readSelections(const Database& database) {
    Statement select(database, "SELECT name, note, images FROM selection ORDER BY position");
    StoredSelections selections;
    while (select.step()) {
        StoredSelection& selection = selections.emplace_back(StoredSelection{select.text(0), select.text(1), {}});
        const auto bytes = select.bytes(2);
        for (auto begin = bytes.begin(); begin != bytes.end();) {
            const auto end = std::find(begin, bytes.end(), uint8_t{0});
            selection.images.emplace_back(begin, end);
            begin = end == bytes.end() ? end : end + 1;
        }
    }
    return selections;
}

int64_t insertRun(const Database& database, const StoredRun& run) {
    // A parent that is none of this project's is told by its step alone.
    Statement insert(database,
                     "INSERT INTO run(spec, config, epochs_planned, ledger, ended_by, parent_step, weights_carried, "
                     "parent_recipe, parent) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
                     "(SELECT id FROM run WHERE id = ?9)) RETURNING id");
    insert.bind(1, std::string_view(run.spec))
        .bind(2, std::string_view(run.config))
        .bind(3, run.epochsPlanned)
        .bind(4, std::string_view(run.ledger))
        .bind(5, std::string_view(run.endedBy));
    if (run.parent)
        insert.bind(6, run.parent->step)
            .bind(7, int64_t{run.parent->weightsCarried})
            .bind(8, std::string_view(run.parent->recipe))
            .bind(9, run.parent->run);
    const int64_t id = insert.step() ? insert.integer(0) : 0;
    insert.run();
    writeTerms(database, id, run.terms);
    return id;
}

void changeRun(const Database& database, const StoredRun& run) {
    Statement(database,
              "UPDATE run SET spec = ?1, config = ?2, epochs_planned = ?3, ledger = ?4, ended_by = ?5 WHERE id = ?6")
        .bind(1, std::string_view(run.spec))
        .bind(2, std::string_view(run.config))
        .bind(3, run.epochsPlanned)
        .bind(4, std::string_view(run.ledger))
        .bind(5, std::string_view(run.endedBy))
        .bind(6, run.id)
        .run();
    writeTerms(database, run.id, run.terms);
}

std::vector<RunSummary> readRuns(const Database& database) {
    // Seconds grow with the steps: the last row has the most.
    Statement select(database, "SELECT run.id, run.spec, coalesce(max(checkpoint.step), -1), " +
                                   std::string(kParentColumns) +
                                   ", run.config, run.name, run.note, coalesce((SELECT seconds FROM metric "
                                   "WHERE metric.run = run.id AND kind = 0 ORDER BY metric.step DESC LIMIT 1), 0), "
                                   "coalesce((SELECT best.step FROM best WHERE best.run = run.id), -1), "
                                   "coalesce(run.data, 0) "
                                   "FROM run LEFT JOIN checkpoint ON checkpoint.run = run.id "
                                   "GROUP BY run.id ORDER BY run.id");
    std::vector<RunSummary> runs;
    while (select.step()) {
        RunSummary run;
        run.id = select.integer(0);
        run.spec = select.text(1);
        run.step = select.whole(2, "checkpoint.step", -1, kMostSteps);
        run.parent = readParent(select, 3);
        run.config = select.text(7);
        run.name = select.text(8);
        run.note = select.text(9);
        run.seconds = select.finite(10, "metric.seconds", 0, kMostSteps);
        run.bestStep = select.whole(11, "best.step", -1, kMostSteps);
        run.data = select.whole(12, "run.data", 0, kAnyWhole);
        runs.push_back(std::move(run));
    }
    return runs;
}

void setText(const Database& database, int64_t run, RunText which, const std::string& text) {
    Statement(database, which == RunText::Name ? "UPDATE run SET name = ?1 WHERE id = ?2"
                                               : "UPDATE run SET note = ?1 WHERE id = ?2")
        .bind(1, std::string_view(text))
        .bind(2, run)
        .run();
}

void deleteRun(const Database& database, int64_t run) {
    Statement(database, "DELETE FROM run WHERE id = ?1").bind(1, run).run();
}

std::optional<StoredRun> readRun(const Database& database, int64_t id) {
    Statement select(database, "SELECT id, spec, config, epochs_planned, ledger, ended_by, " +
                                   std::string(kParentColumns) + " FROM run WHERE id = ?1");
    select.bind(1, id);
    if (!select.step()) return std::nullopt;
    StoredRun run;
    run.id = select.integer(0);
    run.spec = select.text(1);
    run.config = select.text(2);
    run.epochsPlanned = select.whole(3, "run.epochs_planned", 0, kMostSteps);
    run.ledger = select.text(4);
    run.endedBy = select.text(5);
    run.parent = readParent(select, 6);
    Statement terms(database, "SELECT name FROM run_term WHERE run = ?1 ORDER BY position");
    terms.bind(1, run.id);
    while (terms.step()) run.terms.push_back(terms.text(0));
    return run;
}

int64_t readCurrentRun(const Database& database) {
    Statement select(database, "SELECT run.id FROM state JOIN run ON run.id = state.run WHERE state.id = 1");
    return select.step() ? select.integer(0) : 0;
}

int64_t newestTrained(const Database& database) {
    Statement select(database,
                     "SELECT run.id FROM run LEFT JOIN checkpoint ON checkpoint.run = run.id GROUP BY run.id "
                     "ORDER BY coalesce(max(step), -1) > 0 DESC, run.id DESC LIMIT 1");
    return select.step() ? select.integer(0) : 0;
}

void setCurrent(const Database& database, int64_t run) {
    Statement(database,
              "INSERT INTO state(id, run) VALUES (1, nullif(?1, 0)) ON CONFLICT(id) DO UPDATE SET run = excluded.run")
        .bind(1, run)
        .run();
}

void makeCurrent(const Database& database, int64_t run, int64_t step) {
    Statement(database,
              "INSERT INTO state(id, run) SELECT 1, ?1 WHERE ?2 > 0 OR NOT EXISTS "
              "(SELECT 1 FROM state JOIN checkpoint ON checkpoint.run = state.run WHERE checkpoint.step > ?2) "
              "ON CONFLICT(id) DO UPDATE SET run = excluded.run")
        .bind(1, run)
        .bind(2, step)
        .run();
}

void insertMetrics(const Database& database, int64_t run, const std::vector<StoredMetric>& rows) {
    Statement insert(
        database,
        "INSERT OR REPLACE INTO metric(run, kind, step, epoch, seconds, terms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    for (const StoredMetric& metric : rows) {
        assert(metric.row.size() >= kFixedValues);
        const std::span<const double> terms = std::span(metric.row).subspan(kFixedValues);
        insert.bind(1, run)
            .bind(2, static_cast<int64_t>(metric.kind))
            .bind(3, static_cast<int64_t>(metric.row[0]))
            .bind(4, metric.row[1])
            .bind(5, metric.row[2])
            .bindBytes(6, {reinterpret_cast<const uint8_t*>(terms.data()), terms.size_bytes()})
            .run();
    }
}

namespace {

std::vector<StoredMetric> metricsOf(Statement& select) {
    std::vector<StoredMetric> rows;
    while (select.step()) {
        const std::span<const uint8_t> terms = select.bytes(4);
        StoredMetric metric{
            static_cast<StoredMetric::Kind>(select.whole(0, "metric.kind", 0, StoredMetric::kKinds - 1)),
            {static_cast<double>(select.whole(1, "metric.step", 0, kMostSteps)),
             select.finite(2, "metric.epoch", 0, kMostSteps), select.finite(3, "metric.seconds", 0, kMostSteps)}};
        metric.row.resize(kFixedValues + terms.size() / sizeof(double));
        if (!terms.empty())
            std::memcpy(metric.row.data() + kFixedValues, terms.data(), terms.size() / sizeof(double) * sizeof(double));
        rows.push_back(std::move(metric));
    }
    return rows;
}

}  // namespace

std::vector<StoredMetric> readMetrics(const Database& database, int64_t run) {
    Statement select(database,
                     "SELECT kind, step, epoch, seconds, terms FROM metric WHERE run = ?1 ORDER BY kind, step");
    select.bind(1, run);
    return metricsOf(select);
}

std::vector<StoredMetric> readMetrics(const Database& database, int64_t run, StoredMetric::Kind kind) {
    Statement select(database,
                     "SELECT kind, step, epoch, seconds, terms FROM metric WHERE run = ?1 AND kind = ?2 ORDER BY step");
    select.bind(1, run).bind(2, static_cast<int64_t>(kind));
    return metricsOf(select);
}

void writeMarks(const Database& database, int64_t run, const std::vector<StoredMark>& marks) {
    Statement(database, "DELETE FROM mark WHERE run = ?1").bind(1, run).run();
    Statement insert(database,
                     "INSERT INTO mark(run, position, step, epoch, key, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    for (size_t i = 0; i < marks.size(); ++i) {
        insert.bind(1, run)
            .bind(2, static_cast<int64_t>(i))
            .bind(3, marks[i].step)
            .bind(4, marks[i].epoch)
            .bind(5, std::string_view(marks[i].key))
            .bind(6, marks[i].value)
            .run();
    }
}

std::vector<StoredMark> readMarks(const Database& database, int64_t run) {
    Statement select(database, "SELECT step, epoch, key, value FROM mark WHERE run = ?1 ORDER BY position");
    select.bind(1, run);
    std::vector<StoredMark> marks;
    while (select.step()) {
        constexpr double kLargest = std::numeric_limits<double>::max();
        marks.push_back({select.whole(0, "mark.step", 0, kMostSteps), select.finite(1, "mark.epoch", 0, kMostSteps),
                         select.text(2), select.finite(3, "mark.value", -kLargest, kLargest)});
    }
    return marks;
}

void forgetBeyond(const Database& database, int64_t run, int64_t step) {
    for (int kind = 0; kind < StoredMetric::kKinds; ++kind)
        Statement(database, "DELETE FROM metric WHERE run = ?1 AND kind = ?2 AND step > ?3")
            .bind(1, run)
            .bind(2, int64_t{kind})
            .bind(3, step)
            .run();
}

std::vector<ListedStep> listedCheckpoints(const Database& database, int64_t run) {
    Statement select(database, "SELECT step, file, bytes, hash FROM checkpoint WHERE run = ?1 ORDER BY step DESC");
    select.bind(1, run);
    std::vector<ListedStep> listed;
    while (select.step()) listed.push_back(readListing(select, "checkpoint.step", "checkpoint.bytes"));
    return listed;
}

std::vector<std::string> listCheckpoint(const Database& database, int64_t run, int64_t step, const ListedFile& written,
                                        int kept) {
    std::vector<std::string> replaced;
    // Listed before are the same step's older file, those of steps that are no more, and all but the newest of the
    // others.
    Statement old(database,
                  "SELECT file FROM checkpoint WHERE run = ?1 AND step NOT IN "
                  "(SELECT step FROM checkpoint WHERE run = ?1 AND step < ?2 ORDER BY step DESC LIMIT ?3)");
    old.bind(1, run).bind(2, step).bind(3, int64_t{kept - 1});
    while (old.step()) replaced.push_back(old.text(0));
    Statement unlist(database, "DELETE FROM checkpoint WHERE run = ?1 AND file = ?2");
    for (const std::string& file : replaced) unlist.bind(1, run).bind(2, std::string_view(file)).run();
    writeListing(
        Statement(database, "INSERT INTO checkpoint(run, step, file, bytes, hash) VALUES (?1, ?2, ?3, ?4, ?5)"), run,
        step, written);
    return replaced;
}

std::optional<ListedStep> listedFile(const Database& database, OneFile which, int64_t run) {
    Statement select(database, "SELECT step, file, bytes, hash FROM " + tableOf(which) + " WHERE run = ?1");
    select.bind(1, run);
    if (!select.step()) return std::nullopt;
    return readListing(select, which == OneFile::Codes ? "codes.step" : "best.step",
                       which == OneFile::Codes ? "codes.bytes" : "best.bytes");
}

void listFile(const Database& database, OneFile which, int64_t run, int64_t step, const ListedFile& written) {
    writeListing(Statement(database, "INSERT OR REPLACE INTO " + tableOf(which) +
                                         "(run, step, file, bytes, hash) VALUES (?1, ?2, ?3, ?4, ?5)"),
                 run, step, written);
}

void unlistFile(const Database& database, OneFile which, int64_t run) {
    Statement(database, "DELETE FROM " + tableOf(which) + " WHERE run = ?1").bind(1, run).run();
}

}  // namespace zscape
