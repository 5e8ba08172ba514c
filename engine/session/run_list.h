#pragma once

#include "engine/core/setting.h"
#include "engine/session/metrics.h"
#include "engine/session/types.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// The runs of a project as a person reads them: what each is, what differs, how far it came. Plain values.
namespace zscape {

/// A setting that is not what one would expect: the recipe's default, or in a branch what the run before had.
struct RunDifference {
    std::string key;
    std::string label;  ///< English, of the setting
    std::string unit;
    SettingValue from;
    SettingValue to;

    bool operator==(const RunDifference&) const = default;
};

/// A held-out measure of a run.
struct HeldOutLoss {
    int64_t step = -1;
    double epoch = 0;
    std::vector<double> values;  ///< "total" first, then RunRow::terms; means over the held-out images

    bool operator==(const HeldOutLoss&) const = default;
};

struct RunRow {
    int64_t id = 0;        ///< its number in the project; 0: the current one, not saved yet
    bool current = false;  ///< the one that is shown
    bool trains = false;   ///< now
    std::string name;      ///< that a person gave it; empty: none
    std::string note;
    std::string recipe;  ///< "vae-2d"
    std::string title;   ///< of the recipe, English
    RunConfig config;    ///< as it began
    std::vector<RunDifference> differences;
    int64_t step = -1;  ///< steps done; below 1: not trained yet
    double seconds = 0;
    int64_t parent = 0;               ///< the run that it took up; 0: none of this project's
    std::vector<std::string> terms;   ///< of its loss, less "total"
    std::optional<HeldOutLoss> best;  ///< since the objective changed last
    std::optional<HeldOutLoss> last;
    std::vector<float> curve;  ///< held-out totals in their order, at most kCurvePoints of them
    int64_t bestKept = -1;     ///< step of its best weights that are kept; below 0: none
    bool sameImages = true;    ///< as those that are at hand: it is shown without reading any

    static constexpr size_t kCurvePoints = 56;
};

/// Of a project, oldest first. What was deleted is not among them. Immutable.
struct RunList {
    std::filesystem::path place;  ///< where they lie, be it among the unsaved ones; empty: nowhere yet
    uint64_t numbering = 0;       ///< with another one the same numbers are other runs'
    std::vector<RunRow> rows;

    /// By its number in the project. Null: it is none of these.
    const RunRow* find(int64_t id) const {
        const auto found = std::find_if(rows.begin(), rows.end(), [id](const RunRow& row) { return row.id == id; });
        return found != rows.end() ? &*found : nullptr;
    }
};

/// A change that leaves the objective as it was.
bool sameObjective(const std::string& key);

/// The row of the least total after the last change of the objective, which `marks` say; the totals of rows for which
/// `moves` (a schedule is on its way at that step) is true count for nothing.
/// \return below 0: none
int64_t bestHeldOutRow(const MetricStore& heldOut, const std::vector<Mark>& marks,
                       const std::function<bool(int64_t step)>& moves = {});

/// `to` against its recipe's defaults, or against `parent`; what was chosen by the number of images is not compared.
std::vector<RunDifference> differencesOf(const ModelSpec& to, const ModelSpec* parent);

/// The measure of a step; nothing: there was none.
std::optional<HeldOutLoss> heldOutLossAt(const MetricStore& heldOut, int64_t step);

/// Totals of `heldOut`, thinned to kCurvePoints.
std::vector<float> curveOf(const MetricStore& heldOut);

}  // namespace zscape
