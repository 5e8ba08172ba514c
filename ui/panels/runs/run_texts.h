#pragma once

#include "engine/session/run_list.h"

#include <QString>

#include <string>
#include <vector>

/// What a run is called and said to be, in the person's language.
namespace zscape {

/// What a person called it, else its recipe's title.
QString nameOf(const RunRow& run);
/// "16 dimensions, seed 3"; of a branch what it changed: "β 1 → 4, seed 1".
QString differenceText(const RunRow& run);
/// "β 1 → 4", "free bits 0.5", "16 dimensions"
QString changeText(const RunDifference& difference, bool withBefore);
/// All that was chosen is the same, but for the seed.
bool differInSeedOnly(const RunRow& a, const RunRow& b);
/// "only the seed differs: 3"
QString seedOnlyText(const RunRow& run);
/// "4,680 steps, 2 min 19 s"; "not trained yet"
QString progressText(const RunRow& run);
/// Why it cannot be shown while another run trains or does not (`trains`); empty: it can.
QString whyNotShown(const RunRow& run, bool trains);
/// "45 s", "2 min 19 s", "1 h 4 min"
QString durationText(double seconds);

/// The sum of `terms` (RunRow::terms) of a measure, if the run has all of them; of no terms its total.
std::optional<double> lossOn(const RunRow& run, const HeldOutLoss& loss, const std::vector<std::string>& terms);
/// "reconstruction + KL"
QString objectiveText(const std::vector<std::string>& terms);

}  // namespace zscape
