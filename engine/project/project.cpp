#include "engine/project/project.h"

#include "engine/core/paths.h"
#include "engine/core/run_limits.h"
#include "engine/project/checkpoint_file.h"
#include "engine/project/database.h"
#include "engine/project/project_access.h"
#include "engine/project/project_folder.h"
#include "engine/project/project_lock.h"
#include "engine/project/schema.h"

#include <cassert>
#include <cstring>
#include <functional>
#include <limits>
#include <sys/stat.h>

namespace zscape {
namespace {

constexpr int kCheckpointsKept = 2;
constexpr size_t kFixedValues = 3;  // step, epoch, seconds: before a row's terms

std::span<const uint8_t> asBytes(const std::string& text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::filesystem::path databaseFile(const std::filesystem::path& folder) { return folder / "project.db"; }

std::filesystem::path runFolder(const std::filesystem::path& folder, int64_t run) {
    return folder / "checkpoints" / std::to_string(run);
}

void insertSources(const Database& database, const std::vector<std::string>& sources, bool heldOut) {
    Statement insert(database, "INSERT INTO data_source(held_out, position, source) VALUES (?1, ?2, ?3)");
    for (size_t i = 0; i < sources.size(); ++i) {
        insert.bind(1, int64_t{heldOut}).bind(2, static_cast<int64_t>(i)).bindBytes(3, asBytes(sources[i])).run();
    }
}

std::vector<std::string> readSources(const Database& database, bool heldOut) {
    Statement select(database, "SELECT source FROM data_source WHERE held_out = ?1 ORDER BY position");
    select.bind(1, int64_t{heldOut});
    std::vector<std::string> sources;
    while (select.step()) sources.push_back(select.text(0));
    return sources;
}

void writeData(const Database& database, const StoredData& data) {
    Statement(database, "INSERT OR REPLACE INTO data(id, import_settings, fingerprint, images) VALUES (1, ?1, ?2, ?3)")
        .bind(1, std::string_view(data.importSettings))
        .bind(2, std::string_view(data.fingerprint))
        .bind(3, data.images)
        .run();
    database.execute("DELETE FROM data_source");
    insertSources(database, data.sources, false);
    insertSources(database, data.heldOutSources, true);
}

void writeTerms(const Database& database, int64_t run, const std::vector<std::string>& terms) {
    Statement(database, "DELETE FROM run_term WHERE run = ?1").bind(1, run).run();
    Statement insert(database, "INSERT INTO run_term(run, position, name) VALUES (?1, ?2, ?3)");
    for (size_t i = 0; i < terms.size(); ++i)
        insert.bind(1, run).bind(2, static_cast<int64_t>(i)).bind(3, std::string_view(terms[i])).run();
}

int64_t insertRun(const Database& database, const StoredRun& run) {
    Statement insert(database,
                     "INSERT INTO run(spec, config, epochs_planned, ledger) VALUES (?1, ?2, ?3, ?4) RETURNING id");
    insert.bind(1, std::string_view(run.spec))
        .bind(2, std::string_view(run.config))
        .bind(3, run.epochsPlanned)
        .bind(4, std::string_view(run.ledger));
    const int64_t id = insert.step() ? insert.integer(0) : 0;
    insert.run();
    writeTerms(database, id, run.terms);
    return id;
}

void changeRun(const Database& database, const StoredRun& run) {
    Statement(database, "UPDATE run SET spec = ?1, config = ?2, epochs_planned = ?3, ledger = ?4 WHERE id = ?5")
        .bind(1, std::string_view(run.spec))
        .bind(2, std::string_view(run.config))
        .bind(3, run.epochsPlanned)
        .bind(4, std::string_view(run.ledger))
        .bind(5, run.id)
        .run();
    writeTerms(database, run.id, run.terms);
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

/// What a run has beyond the step that it is saved at: it was opened there, for its newest weights were damaged.
void forgetBeyond(const Database& database, int64_t run, int64_t step) {
    for (int kind = 0; kind < StoredMetric::kKinds; ++kind)
        Statement(database, "DELETE FROM metric WHERE run = ?1 AND kind = ?2 AND step > ?3")
            .bind(1, run)
            .bind(2, int64_t{kind})
            .bind(3, step)
            .run();
}

/// \return the files that are listed no more
std::vector<std::string> listCheckpoint(const Database& database, int64_t run, int64_t step,
                                        const CheckpointFile& written) {
    std::vector<std::string> replaced;
    // Listed before are the same step's older file, those of steps that are no more, and all but the newest of the
    // others.
    Statement old(database,
                  "SELECT file FROM checkpoint WHERE run = ?1 AND step NOT IN "
                  "(SELECT step FROM checkpoint WHERE run = ?1 AND step < ?2 ORDER BY step DESC LIMIT ?3)");
    old.bind(1, run).bind(2, step).bind(3, int64_t{kCheckpointsKept - 1});
    while (old.step()) replaced.push_back(old.text(0));
    Statement unlist(database, "DELETE FROM checkpoint WHERE run = ?1 AND file = ?2");
    for (const std::string& file : replaced) unlist.bind(1, run).bind(2, std::string_view(file)).run();
    Statement(database, "INSERT INTO checkpoint(run, step, file, bytes, hash) VALUES (?1, ?2, ?3, ?4, ?5)")
        .bind(1, run)
        .bind(2, step)
        .bind(3, std::string_view(written.name))
        .bind(4, written.bytes)
        .bind(5, written.hash)
        .run();
    return replaced;
}

/// The file of a checkpoint that is about to be listed.
struct Unlisted {
    int64_t run = 0;
    std::string file;
};

}  // namespace

struct Project::Implementation {
    /// What a folder or a file is, whatever it is called.
    struct Identity {
        dev_t device = 0;
        ino_t inode = 0;
        bool operator==(const Identity&) const = default;

        /// Zeros where there is nothing.
        static Identity of(const std::filesystem::path& path) {
            struct stat info = {};
            return ::stat(path.c_str(), &info) == 0 ? Identity{info.st_dev, info.st_ino} : Identity();
        }
    };

    Implementation(std::filesystem::path projectFolder, ProjectLock projectLock, std::unique_ptr<Database> connection)
        : folder(std::move(projectFolder)),
          lock(std::move(projectLock)),
          database(std::move(connection)) {
        noteIdentity();
    }
    Implementation(std::filesystem::path projectFolder, ReadableDatabase readable)
        : folder(std::move(projectFolder)),
          copy(std::move(readable.copy)),
          database(std::move(readable.database)) {
        noteIdentity();
    }

    /// For whoever writes.
    const Database& writable() {
        if (lock) {
            requireInPlace();
            return db();
        }
        throw Error(
            "project.reading",
            "The project %1 was opened for reading only: nothing is saved into it. Save a copy of it elsewhere.",
            {displayName(folder)});
    }

    /// Opened again where it had to be closed. \throws Error
    const Database& db() {
        if (!database) {
            requireInPlace();
            database = std::make_unique<Database>(databaseFile(folder), Database::Mode::Open);
        }
        return *database;
    }

    void noteIdentity() {
        openedFolder = Identity::of(folder);
        openedFile = Identity::of(databaseFile(folder));
    }
    bool isInPlace() const {
        return openedFolder == Identity::of(folder) && openedFile == Identity::of(databaseFile(folder));
    }
    void requireInPlace() const {
        if (isInPlace()) return;
        throw Error("project.moved",
                    "The project %1 is no longer what was opened there: it was moved, renamed or deleted meanwhile, "
                    "and nothing was saved. Put it back, or save to another place.",
                    {displayName(folder)});
    }

    /// `work` notes in its argument which file it has written, and returns those that are listed no more. They go after
    /// the commit; where there is none, the new one goes.
    void listing(const std::function<std::vector<std::string>(Unlisted&)>& work);
    /// Whether a failed transaction has listed the file all the same: a COMMIT whose sync failed may lie whole in the
    /// log, where this connection does not see it, and the next one does. So the next one is asked; nothing: it cannot
    /// be.
    std::optional<bool> isListed(const Unlisted& written);

    std::filesystem::path folder;
    std::optional<ProjectLock> lock;  ///< none: for reading only
    std::optional<ErrorInfo> whyOnlyRead;
    std::unique_ptr<PrivateFolder> copy;  ///< where the database really lies, if elsewhere
    std::unique_ptr<Database> database;   ///< ends before `copy`
    Identity openedFolder, openedFile;    ///< what the folder and its project.db were
};

void Project::Implementation::listing(const std::function<std::vector<std::string>(Unlisted&)>& work) {
    Unlisted written;
    std::vector<std::string> replaced;
    std::error_code ignored;
    try {
        Transaction transaction(writable());
        replaced = work(written);
        requireInPlace();  // the weights take a while
        transaction.commit();
    } catch (const std::exception&) {
        if (written.file.empty()) throw;
        const std::optional<bool> listed = isListed(written);
        if (listed.value_or(false)) return;  // saved; the replaced ones stay, for the log may not have reached the disk
        if (listed) std::filesystem::remove(runFolder(folder, written.run) / written.file, ignored);
        throw;
    }
    // What cannot be removed only takes room. A file that was listed and gone may have left its name to the new one.
    for (const std::string& file : replaced) {
        if (file != written.file && std::filesystem::path(file).filename() == file)
            std::filesystem::remove(runFolder(folder, written.run) / file, ignored);
    }
}

std::optional<bool> Project::Implementation::isListed(const Unlisted& written) {
    database.reset();
    if (!isInPlace()) return std::nullopt;
    try {
        Statement select(db(), "SELECT 1 FROM checkpoint WHERE run = ?1 AND file = ?2");
        return select.bind(1, written.run).bind(2, std::string_view(written.file)).step();
    } catch (const std::exception&) {
        return std::nullopt;  // a file too many only takes room
    }
}

Project::Project(std::unique_ptr<Implementation> implementation) : impl_(std::move(implementation)) {}
Project::Project(Project&&) noexcept = default;
Project& Project::operator=(Project&&) noexcept = default;
Project::~Project() = default;

const std::filesystem::path& Project::folder() const { return impl_->folder; }
const std::optional<ErrorInfo>& Project::whyOnlyRead() const { return impl_->whyOnlyRead; }

bool Project::isInPlace() const { return impl_->isInPlace(); }

bool Project::isProject(const std::filesystem::path& folder) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(databaseFile(folder), ignored);
}

void Project::requirePlace(const std::filesystem::path& folder) { requireProjectPlace(folder); }

Project Project::create(const std::filesystem::path& folder) {
    requireProjectPlace(folder);
    const std::filesystem::path absolute = absolutePath(folder.string());
    makeProjectFolder(absolute);
    ProjectLock lock(absolute);
    auto database = std::make_unique<Database>(databaseFile(absolute), Database::Mode::Create);
    if (isEmptyDatabase(*database)) createSchema(*database);
    else checkAndMigrate(*database, databaseFile(absolute), kProjectVersion, projectMigrations());
    return Project(std::make_unique<Implementation>(absolute, std::move(lock), std::move(database)));
}

namespace {

std::filesystem::path requireProject(const std::filesystem::path& folder) {
    if (folder.empty())
        throw Error("project.place", "No project was named. Name the folder of one, such as faces.zscape.");
    const std::filesystem::path absolute = absolutePath(folder.string());
    if (!Project::isProject(absolute)) {
        throw Error("project.missing",
                    "%1 is no Zscape project: it holds no project.db. Choose a folder that Zscape has saved.",
                    {displayName(folder)});
    }
    return absolute;
}

}  // namespace

Project Project::openForReading(const std::filesystem::path& folder) {
    const std::filesystem::path absolute = requireProject(folder);
    return Project(std::make_unique<Implementation>(absolute, openReadable(absolute)));
}

Project Project::openAsFarAsPossible(const std::filesystem::path& folder) {
    std::optional<ErrorInfo> why = whyNotWritable(requireProject(folder));
    if (!why) {
        try {
            return open(folder);
        } catch (const Error& error) {
            if (error.code() != "project.busy") throw;
            why = openElsewhere();
        }
    }
    Project project = openForReading(folder);
    project.impl_->whyOnlyRead = std::move(why);
    return project;
}

Project Project::open(const std::filesystem::path& folder) {
    const std::filesystem::path absolute = requireProject(folder);
    ProjectLock lock(absolute);
    auto database = std::make_unique<Database>(databaseFile(absolute), Database::Mode::Open);
    checkAndMigrate(*database, databaseFile(absolute), kProjectVersion, projectMigrations());
    removeTemporaryFiles(absolute);
    return Project(std::make_unique<Implementation>(absolute, std::move(lock), std::move(database)));
}

int64_t Project::save(const SavedState& state) {
    if (!state.run) {
        setData(state.data);
        return 0;
    }
    int64_t run = 0;
    impl_->listing([&](Unlisted& written) {
        const Database& database = impl_->db();
        writeData(database, state.data);
        run = written.run = state.run->id != 0 ? state.run->id : insertRun(database, *state.run);
        if (state.run->id != 0) changeRun(database, *state.run);
        const CheckpointFile file = writeCheckpoint(runFolder(impl_->folder, run), state.step, state.checkpoint);
        written.file = file.name;
        forgetBeyond(database, run, state.step);
        insertMetrics(database, run, state.rows);
        writeMarks(database, run, state.marks);
        return listCheckpoint(database, run, state.step, file);
    });
    return run;
}

void Project::setData(const StoredData& data) {
    Transaction transaction(impl_->writable());
    writeData(impl_->db(), data);
    transaction.commit();
}

std::optional<StoredData> Project::data() const {
    Statement select(impl_->db(), "SELECT import_settings, fingerprint, images FROM data WHERE id = 1");
    if (!select.step()) return std::nullopt;
    StoredData data;
    data.importSettings = select.text(0);
    data.fingerprint = select.text(1);
    data.images = select.whole(2, "data.images", 0, kMostImages);
    data.sources = readSources(impl_->db(), false);
    data.heldOutSources = readSources(impl_->db(), true);
    return data;
}

int64_t Project::addRun(const StoredRun& run) {
    Transaction transaction(impl_->writable());
    const int64_t id = insertRun(impl_->db(), run);
    transaction.commit();
    return id;
}

void Project::updateRun(const StoredRun& run) {
    Transaction transaction(impl_->writable());
    changeRun(impl_->db(), run);
    transaction.commit();
}

std::vector<RunSummary> Project::runs() const {
    Statement select(impl_->db(),
                     "SELECT run.id, run.spec, coalesce(max(checkpoint.step), -1) FROM run LEFT JOIN checkpoint ON "
                     "checkpoint.run = run.id GROUP BY run.id ORDER BY run.id");
    std::vector<RunSummary> runs;
    while (select.step())
        runs.push_back({select.integer(0), select.text(1), select.whole(2, "checkpoint.step", -1, kMostSteps)});
    return runs;
}

std::optional<StoredRun> Project::run(int64_t id) const {
    if (id == 0) {
        Statement current(impl_->db(),
                          "SELECT run.id, coalesce(max(checkpoint.step), -1) AS step FROM run LEFT JOIN checkpoint ON "
                          "checkpoint.run = run.id GROUP BY run.id "
                          "ORDER BY step > 0 DESC, step = 0 DESC, run.id DESC LIMIT 1");
        if (!current.step()) return std::nullopt;
        id = current.integer(0);
    }
    Statement select(impl_->db(), "SELECT id, spec, config, epochs_planned, ledger FROM run WHERE id = ?1");
    select.bind(1, id);
    if (!select.step()) {
        std::string known;
        for (const RunSummary& run : runs()) known += (known.empty() ? "" : ", ") + std::to_string(run.id);
        throw Error("project.run", "The project %1 has no run %2. The runs that it has: %3.",
                    {displayName(impl_->folder), std::to_string(id), known.empty() ? "none" : known});
    }
    StoredRun run;
    run.id = select.integer(0);
    run.spec = select.text(1);
    run.config = select.text(2);
    run.epochsPlanned = select.whole(3, "run.epochs_planned", 0, kMostSteps);
    run.ledger = select.text(4);
    Statement terms(impl_->db(), "SELECT name FROM run_term WHERE run = ?1 ORDER BY position");
    terms.bind(1, run.id);
    while (terms.step()) run.terms.push_back(terms.text(0));
    return run;
}

void Project::appendMetrics(int64_t run, const std::vector<StoredMetric>& rows) {
    Transaction transaction(impl_->writable());
    insertMetrics(impl_->db(), run, rows);
    transaction.commit();
}

std::vector<StoredMetric> Project::metrics(int64_t run) const {
    Statement select(impl_->db(),
                     "SELECT kind, step, epoch, seconds, terms FROM metric WHERE run = ?1 ORDER BY kind, step");
    select.bind(1, run);
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

void Project::setMarks(int64_t run, const std::vector<StoredMark>& marks) {
    Transaction transaction(impl_->writable());
    writeMarks(impl_->db(), run, marks);
    transaction.commit();
}

std::vector<StoredMark> Project::marks(int64_t run) const {
    Statement select(impl_->db(), "SELECT step, epoch, key, value FROM mark WHERE run = ?1 ORDER BY position");
    select.bind(1, run);
    std::vector<StoredMark> marks;
    while (select.step()) {
        constexpr double kLargest = std::numeric_limits<double>::max();
        marks.push_back({select.whole(0, "mark.step", 0, kMostSteps), select.finite(1, "mark.epoch", 0, kMostSteps),
                         select.text(2), select.finite(3, "mark.value", -kLargest, kLargest)});
    }
    return marks;
}

void Project::saveCheckpoint(int64_t run, int64_t step, const std::vector<uint8_t>& bytes) {
    impl_->listing([&](Unlisted& written) {
        const CheckpointFile file = writeCheckpoint(runFolder(impl_->folder, run), step, bytes);
        written = {run, file.name};
        return listCheckpoint(impl_->db(), run, step, file);
    });
}

std::optional<StoredCheckpoint> Project::newestCheckpoint(int64_t run, const CheckpointJudge& judge) const {
    using Listed = std::pair<int64_t, CheckpointFile>;
    const auto list = [&] {
        Statement select(impl_->db(),
                         "SELECT step, file, bytes, hash FROM checkpoint WHERE run = ?1 ORDER BY step DESC");
        select.bind(1, run);
        std::vector<Listed> listed;
        while (select.step())
            listed.emplace_back(
                select.whole(0, "checkpoint.step", 0, kMostSteps),
                CheckpointFile{select.text(1),
                               select.whole(2, "checkpoint.bytes", 0, std::numeric_limits<int64_t>::max()),
                               select.integer(3)});
        return listed;
    };
    std::vector<Listed> listed = list();
    std::optional<Error> refusal;  // of the newest
    for (size_t i = 0; i < listed.size();) {
        const auto& [step, file] = listed[i];
        try {
            StoredCheckpoint read{step, readCheckpoint(runFolder(impl_->folder, run), file, step, judge), std::nullopt};
            if (refusal)
                read.lost =
                    ErrorInfo{"project.lost-weights",
                              "The weights of step %1 cannot be used, and those of step %2 were opened in their place: "
                              "the steps between are lost. %3",
                              {std::to_string(listed.front().first), std::to_string(step), refusal->info().sentence()}};
            return read;
        } catch (const Error& error) {
            if (!refusal) refusal = error;
        }
        ++i;
        // Whoever writes it at the same time may have put newer ones in their place: then the list says so.
        if (impl_->lock) continue;
        if (std::vector<Listed> now = list(); !now.empty() && now.front().second.name != listed.front().second.name) {
            listed = std::move(now);
            refusal.reset();
            i = 0;
        }
    }
    if (refusal) throw Error(*refusal);
    return std::nullopt;
}

void Project::moveTo(const std::filesystem::path& folder) {
    const std::filesystem::path from = impl_->folder, to = absolutePath(folder.string());
    if (from == to) return;
    impl_->writable();
    // Closing folds the write-ahead log into the database, so that one file is all there is to move.
    impl_->database.reset();
    try {
        // A renamed folder keeps its lock; a copied one has a lock file of its own.
        if (!relocateProject(from, to)) impl_->lock = ProjectLock(to);
        impl_->folder = to;
        impl_->noteIdentity();
    } catch (const std::exception&) {
        impl_->database = std::make_unique<Database>(databaseFile(from), Database::Mode::Open);
        throw;
    }
    impl_->database = std::make_unique<Database>(databaseFile(to), Database::Mode::Open);
}

}  // namespace zscape
