#pragma once

#include "engine/session/metrics.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <vector>

namespace zscape {

class Project;
struct StoredMetric;
struct StoredRun;

/// What is plotted of a run, by itself: of one that is not open.
struct RunCurves {
    std::shared_ptr<const RunMetrics> metrics;  ///< never null
    std::vector<Mark> marks;
};

/// Stored rows as they are plotted. Rows of another ledger than `terms`, and readings of the codes, are left out.
std::shared_ptr<RunMetrics> plottedRows(std::vector<std::string> terms, const std::vector<StoredMetric>& rows);

/// The curves of a run as its project keeps them, up to its last save. Rows of another ledger than the run's are left
/// out. \throws Error "project.*"
RunCurves storedCurves(const Project& project, const StoredRun& run);

/// The curves as a table: UTF-8, commas, a heading, and a line for each step that was trained or after which held-out
/// images were measured, ascending. Columns: step, epoch, seconds; for each term its value in the step's batch (kl),
/// the smoothed one as the chart draws it (kl_smoothed), and that of the held-out images (kl_heldout); the weight in
/// force (kl_weight); and changed_after, the settings that changed once the step was done ("beta=4
/// learning_rate=0.001"). What was not measured is empty. A marked step before the first line stands in the first.
/// \throws Error "curves.none" where there is no step, "write.*"; Cancelled. The file is whole or not there.
void writeCurvesCsv(const std::filesystem::path& file, const RunMetrics& metrics, const std::vector<Mark>& marks,
                    std::stop_token stop = {});

}  // namespace zscape
