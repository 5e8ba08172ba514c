#include "engine/project/project_implementation.h"

#include <algorithm>

namespace zscape {
namespace {

constexpr int kCheckpointsKept = 2;

}  // namespace

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

int64_t Project::save(const SavedState& state) {
    if (!state.run) {
        setData(state.data);
        if (state.selections) setSelections(*state.selections);
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
        if (state.selections) writeSelections(database, *state.selections);
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

void Project::setSelections(const StoredSelections& selections) {
    Transaction transaction(impl_->writable());
    writeSelections(impl_->db(), selections);
    transaction.commit();
}

StoredSelections Project::selections() const { return readSelections(impl_->db()); }

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

void Project::appendMetrics(int64_t run, const std::vector<StoredMetric>& rows) {
    Transaction transaction(impl_->writable());
    insertMetrics(impl_->db(), run, rows);
    transaction.commit();
}

void Project::setMarks(int64_t run, const std::vector<StoredMark>& marks) {
    Transaction transaction(impl_->writable());
    writeMarks(impl_->db(), run, marks);
    transaction.commit();
}

void Project::saveCheckpoint(int64_t run, int64_t step, const std::vector<uint8_t>& bytes) {
    impl_->listing([&](Written& written) {
        impl_->writeWeights(run, step, bytes, written);
        makeCurrent(impl_->db(), run, step);
    });
}

}  // namespace zscape
