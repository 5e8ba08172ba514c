#pragma once

#include "engine/project/database.h"
#include "engine/project/project.h"

/// The rows of a project's database. Whoever writes holds a transaction; what is read is checked by its range.
namespace zscape {

// ---- images ----
/// The row of exactly these images, which is made where there is none.
int64_t rowOfData(const Database& database, const StoredData& data);
std::optional<StoredData> readData(const Database& database, int64_t row);
/// The row of a run's images, or of those without a run (0). \return 0: there is none
int64_t dataOf(const Database& database, int64_t run);
/// `row` 0, only without a run: there are none.
void setDataOf(const Database& database, int64_t run, int64_t row);
/// What has the one row gets the other.
void replaceData(const Database& database, int64_t before, int64_t now);
/// Rows that nobody has go.
void forgetUnusedData(const Database& database);

// ---- selections ----
void writeSelections(const Database& database, const StoredSelections& selections);
StoredSelections readSelections(const Database& database);

// ---- runs ----
int64_t insertRun(const Database& database, const StoredRun& run);
void changeRun(const Database& database, const StoredRun& run);
std::vector<RunSummary> readRuns(const Database& database);
std::optional<StoredRun> readRun(const Database& database, int64_t run);
enum class RunText { Name, Note };
void setText(const Database& database, int64_t run, RunText which, const std::string& text);
/// All that it has goes with it.
void deleteRun(const Database& database, int64_t run);
/// \return 0: none
int64_t readCurrentRun(const Database& database);
/// The newest run that was trained, else the newest. \return 0: none
int64_t newestTrained(const Database& database);
/// Whatever was the current one before; 0: none.
void setCurrent(const Database& database, int64_t run);
/// `run`, whose newest weights are of `step` (below 0: it has none), becomes the current one unless it was hardly begun
/// and the current one was trained.
void makeCurrent(const Database& database, int64_t run, int64_t step);

// ---- what a run has ----
void insertMetrics(const Database& database, int64_t run, const std::vector<StoredMetric>& rows);
std::vector<StoredMetric> readMetrics(const Database& database, int64_t run);
std::vector<StoredMetric> readMetrics(const Database& database, int64_t run, StoredMetric::Kind kind);
void writeMarks(const Database& database, int64_t run, const std::vector<StoredMark>& marks);
std::vector<StoredMark> readMarks(const Database& database, int64_t run);
/// Rows of steps after `step` go: the run was opened there, for its newest weights were damaged.
void forgetBeyond(const Database& database, int64_t run, int64_t step);

struct ListedStep {
    int64_t step = 0;
    ListedFile file;
};
/// Newest first.
std::vector<ListedStep> listedCheckpoints(const Database& database, int64_t run);
/// \return the names of the files that are listed no more
std::vector<std::string> listCheckpoint(const Database& database, int64_t run, int64_t step, const ListedFile& written,
                                        int kept);
/// Of what a run has at most one of.
enum class OneFile { Codes, Best };
std::optional<ListedStep> listedFile(const Database& database, OneFile which, int64_t run);
void listFile(const Database& database, OneFile which, int64_t run, int64_t step, const ListedFile& written);
void unlistFile(const Database& database, OneFile which, int64_t run);

}  // namespace zscape
