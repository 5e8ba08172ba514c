#include "engine/project/project_implementation.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace zscape {

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

std::vector<StoredMetric> Project::metrics(int64_t run) const { return readMetrics(impl_->db(), run); }

std::vector<StoredMetric> Project::metrics(int64_t run, StoredMetric::Kind kind) const {
    return readMetrics(impl_->db(), run, kind);
}

std::vector<StoredMark> Project::marks(int64_t run) const { return readMarks(impl_->db(), run); }

}  // namespace zscape
