#include "engine/project/project.h"

#include "engine/core/paths.h"
#include "engine/project/project_access.h"
#include "engine/project/project_folder.h"
#include "engine/project/project_lock.h"
#include "engine/project/project_rows.h"
#include "engine/project/schema.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <iterator>
#include <sys/stat.h>

namespace zscape {
namespace {

constexpr int kCheckpointsKept = 2;

constexpr FileRefusal kWeightsRefused{
    "project.checkpoint",
    "The saved weights %1 cannot be used: %2. Restore the file from a copy, or train into a new project."};
constexpr FileRefusal kCodesRefused{"project.codes",
                                    "The saved codes %1 cannot be used: %2. Their points come again with the images."};

std::filesystem::path databaseFile(const std::filesystem::path& folder) { return folder / "project.db"; }

std::filesystem::path weightsOf(int64_t run) { return std::filesystem::path("checkpoints") / std::to_string(run); }

const char* folderOf(OneFile which) { return which == OneFile::Codes ? "codes" : "best"; }

/// Files of one save, by their places in the project.
struct Written {
    int64_t run = 0;
    std::string weights;                          ///< name of the checkpoint's file that is about to be listed
    std::vector<std::filesystem::path> files;     ///< all that are about to be listed
    std::vector<std::filesystem::path> replaced;  ///< that are listed no more

    void replace(const std::filesystem::path& folder, const std::string& name) {
        if (isPlainName(name)) replaced.push_back(folder / name);
    }
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

    /// `work` notes in its argument which files it has written, and which are listed no more. These go after the
    /// commit; where there is none, the new ones go.
    void listing(const std::function<void(Written&)>& work);
    /// Whether a failed transaction has listed the files all the same: a COMMIT whose sync failed may lie whole in the
    /// log, where this connection does not see it, and the next one does. So the next one is asked; nothing: it cannot
    /// be.
    std::optional<bool> isListed(const Written& written);
    void writeWeights(int64_t run, int64_t step, const std::vector<uint8_t>& bytes, Written& written);
    void writeCodes(int64_t run, const SavedState& state, Written& written);
    void writeBest(int64_t run, const SavedState& state, Written& written);
    /// Of what a run has one of: in the place of what was there.
    void writeOne(OneFile which, int64_t run, int64_t step, std::span<const uint8_t> bytes, Written& written);
    void dropOne(OneFile which, int64_t run, Written& written);

    std::filesystem::path folder;
    std::optional<ProjectLock> lock;  ///< none: for reading only
    std::optional<ErrorInfo> whyOnlyRead;
    std::unique_ptr<PrivateFolder> copy;  ///< where the database really lies, if elsewhere
    std::unique_ptr<Database> database;   ///< ends before `copy`
    Identity openedFolder, openedFile;    ///< what the folder and its project.db were
};

void Project::Implementation::listing(const std::function<void(Written&)>& work) {
    Written written;
    std::error_code ignored;
    try {
        Transaction transaction(writable());
        work(written);
        requireInPlace();  // the weights take a while
        transaction.commit();
    } catch (const std::exception&) {
        if (written.files.empty()) throw;
        const std::optional<bool> listed = isListed(written);
        if (listed.value_or(false)) return;  // saved; the replaced ones stay, for the log may not have reached the disk
        if (listed)
            for (const std::filesystem::path& file : written.files) std::filesystem::remove(folder / file, ignored);
        throw;
    }
    // What cannot be removed only takes room. A file that was listed and gone may have left its name to the new one.
    for (const std::filesystem::path& file : written.replaced)
        if (std::find(written.files.begin(), written.files.end(), file) == written.files.end())
            std::filesystem::remove(folder / file, ignored);
}

std::optional<bool> Project::Implementation::isListed(const Written& written) {
    if (written.weights.empty()) return false;  // it never came to a commit
    database.reset();
    if (!isInPlace()) return std::nullopt;
    try {
        Statement select(db(), "SELECT 1 FROM checkpoint WHERE run = ?1 AND file = ?2");
        return select.bind(1, written.run).bind(2, std::string_view(written.weights)).step();
    } catch (const std::exception&) {
        return std::nullopt;  // a file too many only takes room
    }
}

void Project::Implementation::writeWeights(int64_t run, int64_t step, const std::vector<uint8_t>& bytes,
                                           Written& written) {
    const std::filesystem::path place = weightsOf(run);
    // A listed checkpoint of the same step stays whole until the new one is listed.
    const std::string name = freeName(folder / place, std::to_string(step));
    const ListedFile file = writeListed(folder, place, name, bytes);
    written.files.push_back(place / name);
    written.run = run;
    written.weights = name;
    for (const std::string& old : listCheckpoint(db(), run, step, file, kCheckpointsKept)) written.replace(place, old);
}

void Project::Implementation::writeOne(OneFile which, int64_t run, int64_t step, std::span<const uint8_t> bytes,
                                       Written& written) {
    const char* const place = folderOf(which);
    const std::optional<ListedStep> before = listedFile(db(), which, run);
    // Two names in turn: what is listed stays whole, and what a killed program left is written over.
    std::string name = std::to_string(run) + ".safetensors";
    if (before && before->file.name == name) name = std::to_string(run) + ".1.safetensors";
    dropOne(which, run, written);
    const ListedFile file = writeListed(folder, place, name, bytes);
    written.files.push_back(std::filesystem::path(place) / name);
    listFile(db(), which, run, step, file);
}

void Project::Implementation::dropOne(OneFile which, int64_t run, Written& written) {
    const std::optional<ListedStep> before = listedFile(db(), which, run);
    if (!before) return;
    unlistFile(db(), which, run);
    written.replace(folderOf(which), before->file.name);
}

void Project::Implementation::writeCodes(int64_t run, const SavedState& state, Written& written) {
    if (!state.codes.empty()) return writeOne(OneFile::Codes, run, state.codesStep, state.codes, written);
    // Those of weights that are no more go with them.
    const std::optional<ListedStep> before = listedFile(db(), OneFile::Codes, run);
    if (before && before->step > state.step) dropOne(OneFile::Codes, run, written);
}

void Project::Implementation::writeBest(int64_t run, const SavedState& state, Written& written) {
    if (state.best) return writeOne(OneFile::Best, run, state.bestStep, *state.best, written);
    const std::optional<ListedStep> before = listedFile(db(), OneFile::Best, run);
    if (before && (state.bestStep < 0 || before->step > state.step)) dropOne(OneFile::Best, run, written);
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
    impl_->listing([&](Written& written) {
        const Database& database = impl_->db();
        run = state.run->id != 0 ? state.run->id : insertRun(database, *state.run);
        if (state.run->id != 0) changeRun(database, *state.run);
        setDataOf(database, run, rowOfData(database, state.data));
        setDataOf(database, 0, 0);
        forgetUnusedData(database);
        forgetBeyond(database, run, state.step);
        insertMetrics(database, run, state.rows);
        writeMarks(database, run, state.marks);
        impl_->writeCodes(run, state, written);
        impl_->writeBest(run, state, written);
        impl_->writeWeights(run, state.step, state.checkpoint, written);
        makeCurrent(database, run, state.step);
    });
    return run;
}

void Project::setData(const StoredData& data) {
    Transaction transaction(impl_->writable());
    const Database& database = impl_->db();
    const int64_t row = rowOfData(database, data), current = readCurrentRun(database);
    // Those of the current run are its own.
    setDataOf(database, 0, current != 0 && dataOf(database, current) == row ? 0 : row);
    forgetUnusedData(database);
    transaction.commit();
}

void Project::moveData(int64_t run, const StoredData& data) {
    Transaction transaction(impl_->writable());
    const Database& database = impl_->db();
    const int64_t before = dataOf(database, run), now = rowOfData(database, data);
    setDataOf(database, run, now);
    replaceData(database, before, now);
    forgetUnusedData(database);
    transaction.commit();
}

std::optional<StoredData> Project::data(int64_t run) const {
    const Database& database = impl_->db();
    int64_t row = dataOf(database, run);
    if (run == 0 && row == 0)
        if (const int64_t current = readCurrentRun(database); current != 0) row = dataOf(database, current);
    return readData(database, row);
}

int64_t Project::addRun(const StoredRun& run) {
    Transaction transaction(impl_->writable());
    const Database& database = impl_->db();
    const int64_t id = insertRun(database, run);
    if (const int64_t row = dataOf(database, 0); row != 0) setDataOf(database, id, row);
    makeCurrent(database, id, -1);
    transaction.commit();
    return id;
}

void Project::updateRun(const StoredRun& run) {
    Transaction transaction(impl_->writable());
    changeRun(impl_->db(), run);
    transaction.commit();
}

std::vector<RunSummary> Project::runs() const { return readRuns(impl_->db()); }

namespace {

/// "1, 2 (wide), 3"
std::string namesOf(const std::vector<RunSummary>& runs) {
    std::string names;
    for (const RunSummary& run : runs)
        names += (names.empty() ? "" : ", ") + std::to_string(run.id) + (run.name.empty() ? "" : " (" + run.name + ")");
    return names;
}

[[noreturn]] void refuseRun(const std::filesystem::path& folder, const std::string& wanted,
                            const std::vector<RunSummary>& runs) {
    const std::string names = namesOf(runs);
    throw Error("project.run", "The project %1 has no run %2. The runs that it has: %3.",
                {displayName(folder), wanted, names.empty() ? "none" : names});
}

}  // namespace

int64_t Project::runCalled(const std::string& text) const {
    if (text.empty()) return 0;
    const std::vector<RunSummary> all = runs();
    int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size())
        for (const RunSummary& run : all)
            if (run.id == number) return number;
    std::vector<RunSummary> called;
    std::copy_if(all.begin(), all.end(), std::back_inserter(called),
                 [&](const RunSummary& run) { return run.name == text; });
    if (called.empty())
        std::copy_if(all.begin(), all.end(), std::back_inserter(called), [&](const RunSummary& run) {
            return std::equal(run.name.begin(), run.name.end(), text.begin(), text.end(), [](char a, char b) {
                const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
                return lower(a) == lower(b);
            });
        });
    if (called.empty()) refuseRun(impl_->folder, text, all);
    if (called.size() > 1)
        throw Error("project.run", "The project %1 has several runs called %2. Say which one by its number: %3.",
                    {displayName(impl_->folder), text, namesOf(called)});
    return called.front().id;
}

void Project::rename(int64_t run, const std::string& name) {
    (void)this->run(run);
    Transaction transaction(impl_->writable());
    setText(impl_->db(), run, RunText::Name, name);
    transaction.commit();
}

void Project::setNote(int64_t run, const std::string& note) {
    (void)this->run(run);
    Transaction transaction(impl_->writable());
    setText(impl_->db(), run, RunText::Note, note);
    transaction.commit();
}

void Project::removeRuns(const std::vector<int64_t>& runs) {
    std::vector<std::filesystem::path> files;
    {
        Transaction transaction(impl_->writable());
        const Database& database = impl_->db();
        // The images stay with the project, whichever of its runs go.
        const int64_t current = readCurrentRun(database), images = current != 0 ? dataOf(database, current) : 0;
        for (const int64_t run : runs) {
            files.push_back(weightsOf(run));
            for (const OneFile which : {OneFile::Codes, OneFile::Best})
                if (const auto listed = listedFile(database, which, run); listed && isPlainName(listed->file.name))
                    files.push_back(std::filesystem::path(folderOf(which)) / listed->file.name);
            deleteRun(database, run);
        }
        if (readCurrentRun(database) == 0) {
            const int64_t next = newestTrained(database);
            if (next == 0 && images != 0 && dataOf(database, 0) == 0) setDataOf(database, 0, images);
            setCurrent(database, next);
        }
        forgetUnusedData(database);
        transaction.commit();
    }
    std::error_code ignored;  // what cannot be removed only takes room
    for (const std::filesystem::path& file : files) std::filesystem::remove_all(impl_->folder / file, ignored);
}

std::optional<StoredRun> Project::run(int64_t id) const {
    if (id == 0) id = readCurrentRun(impl_->db());
    if (id == 0) {
        if (const std::string numbers = namesOf(runs()); !numbers.empty())
            throw Error("project.corrupt",
                        "The project %1 is damaged: its project.db does not say which of its runs is the current one. "
                        "Restore the folder from a copy, or name one of the runs that it has: %2.",
                        {displayName(impl_->folder), numbers});
        return std::nullopt;
    }
    std::optional<StoredRun> run = readRun(impl_->db(), id);
    if (!run) refuseRun(impl_->folder, std::to_string(id), runs());
    return run;
}

void Project::chooseRun(int64_t run) {
    if (readCurrentRun(impl_->db()) == run) return;
    Transaction transaction(impl_->writable());
    const std::vector<ListedStep> weights = listedCheckpoints(impl_->db(), run);
    makeCurrent(impl_->db(), run, weights.empty() ? -1 : weights.front().step);
    transaction.commit();
}

void Project::appendMetrics(int64_t run, const std::vector<StoredMetric>& rows) {
    Transaction transaction(impl_->writable());
    insertMetrics(impl_->db(), run, rows);
    transaction.commit();
}

std::vector<StoredMetric> Project::metrics(int64_t run) const { return readMetrics(impl_->db(), run); }

std::vector<StoredMetric> Project::metrics(int64_t run, StoredMetric::Kind kind) const {
    return readMetrics(impl_->db(), run, kind);
}

void Project::setMarks(int64_t run, const std::vector<StoredMark>& marks) {
    Transaction transaction(impl_->writable());
    writeMarks(impl_->db(), run, marks);
    transaction.commit();
}

std::vector<StoredMark> Project::marks(int64_t run) const { return readMarks(impl_->db(), run); }

void Project::saveCheckpoint(int64_t run, int64_t step, const std::vector<uint8_t>& bytes) {
    impl_->listing([&](Written& written) {
        impl_->writeWeights(run, step, bytes, written);
        makeCurrent(impl_->db(), run, step);
    });
}

std::optional<StoredCheckpoint> Project::newestCheckpoint(int64_t run, const FileJudge& judge) const {
    std::vector<ListedStep> listed = listedCheckpoints(impl_->db(), run);
    std::optional<Error> refusal;  // of the newest
    for (size_t i = 0; i < listed.size();) {
        const auto& [step, file] = listed[i];
        try {
            StoredCheckpoint read{step, readListed(impl_->folder / weightsOf(run), file, step, judge, kWeightsRefused),
                                  std::nullopt};
            if (refusal)
                read.lost = LostCheckpoint{
                    {"project.lost-weights",
                     "The weights of step %1 cannot be used, and those of step %2 were opened in their place: "
                     "the steps between are lost. %3",
                     {std::to_string(listed.front().step), std::to_string(step), refusal->info().sentence()}},
                    listed.front().step,
                    impl_->folder / weightsOf(run) / listed.front().file.name,
                    refusal->info()};
            return read;
        } catch (const Error& error) {
            if (!refusal) refusal = error;
        }
        ++i;
        // Whoever writes it at the same time may have put newer ones in their place: then the list says so.
        if (impl_->lock) continue;
        if (std::vector<ListedStep> now = listedCheckpoints(impl_->db(), run);
            !now.empty() && now.front().file.name != listed.front().file.name) {
            listed = std::move(now);
            refusal.reset();
            i = 0;
        }
    }
    if (refusal) throw Error(*refusal);
    return std::nullopt;
}

std::optional<StoredCheckpoint> Project::bestCheckpoint(int64_t run, const FileJudge& judge) const {
    std::optional<ListedStep> listed = listedFile(impl_->db(), OneFile::Best, run);
    while (listed) {
        try {
            return StoredCheckpoint{
                listed->step,
                readListed(impl_->folder / folderOf(OneFile::Best), listed->file, listed->step, judge, kWeightsRefused),
                std::nullopt};
        } catch (const Error&) {
            // As with the newest: beside somebody who writes, others may lie there by now.
            std::optional<ListedStep> now = listedFile(impl_->db(), OneFile::Best, run);
            if (now && now->file.name == listed->file.name) throw;
            listed = std::move(now);
        }
    }
    return std::nullopt;
}

int64_t Project::bestStep(int64_t run) const {
    const std::optional<ListedStep> listed = listedFile(impl_->db(), OneFile::Best, run);
    return listed ? listed->step : -1;
}

std::optional<StoredCheckpoint> Project::checkpoint(int64_t run, StoredWeights which, const FileJudge& judge) const {
    if (which == StoredWeights::Last) return newestCheckpoint(run, judge);
    if (auto best = bestCheckpoint(run, judge)) return best;
    throw Error(
        "project.best",
        "Run %1 of the project %2 keeps no best weights: no held-out loss was measured while it trained, or it was "
        "saved by an older Zscape. Use its last ones.",
        {std::to_string(run), displayName(impl_->folder)});
}

std::optional<std::vector<uint8_t>> Project::codes(int64_t run, const FileJudge& judge) const {
    std::optional<ListedStep> listed = listedFile(impl_->db(), OneFile::Codes, run);
    while (listed) {
        try {
            return readListed(impl_->folder / folderOf(OneFile::Codes), listed->file, listed->step, judge,
                              kCodesRefused);
        } catch (const Error&) {
            // As with the weights: beside somebody who writes, others may lie there by now.
            std::optional<ListedStep> now = listedFile(impl_->db(), OneFile::Codes, run);
            if (now && now->file.name == listed->file.name && now->file.hash == listed->file.hash) throw;
            listed = std::move(now);
        }
    }
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
